const map = new Map([['a', 1], [NaN, 2]]);
const key = {};
print(map.set(key, 3) === map, map.get('a'), map.get(NaN), map.get(key), map.get({}), map.size);
print(map.has('a'), map.has('b'), map.delete('a'), map.delete('a'), map.size, map.has('a'));
let seen = '';
map.forEach((value, name) => { seen += value + (name === key ? '!' : '?'); });
print(seen);
map.clear();
print(map.size, map.get(key));
const set = new Set([1, 2, 2, NaN, NaN]);
print(set.size, set.has(2), set.has(NaN), set.has('2'), set.add(5) === set, set.delete(1), set.size);
let total = 0;
set.forEach(value => { if (value === value) total += value; });
print(total);
// > true 1 2 3 undefined 3
// > true false true false 2 false
// > 2?3!
// > 0 undefined
// > 3 true true false true true 3
// > 7
