const list = [3, 1, 2];
print(list.pop(), list.length, [].pop());
print(list.shift(), list.join(), [].shift());
print(list.unshift(9), list.join('-'));
print([1, 2, 3, 4].reverse().join(), [1, 2, 3].reverse().join());
print([1, 2, 3, 4].fill(0, 1, 3).join(), [1, 2].fill(7).join());
print([1, 2, 3, 4].slice(1).join(), [1, 2, 3, 4].slice(-2).join(), [1, 2, 3, 4].slice(1, -1).join());
const spliced = [1, 2, 3, 4, 5];
print(spliced.splice(1, 2).join(), spliced.join());
print(spliced.splice(1, 0, 'x').length, spliced.join(), spliced.splice(-2, 1, 'y').join(), spliced.join());
print([1].concat([2, 3]).join(), [1].concat(2).join());
print([1, null, undefined, 'a'].join('+'), [].join());
print([5, 6, 7].indexOf(6), [5, 6, 7].indexOf(8), [1, 2, 1].indexOf(1, 1), [1, 2, 1].lastIndexOf(1));
print([NaN].includes(NaN), [NaN].indexOf(NaN), [1, 2].includes(2));
print([1, 2, 3].find(x => x > 1), [1].find(x => x > 1), [1, 2, 3].findIndex(x => x > 1), [1].findIndex(x => x > 1));
let sum = 0;
[1, 2, 3].forEach((x, i) => { sum += x * i; });
print(sum);
print([1, 2, 3].map((x, i, all) => x + i + all.length).join(), [1, 2, 3, 4].filter(x => x % 2).join());
print([1, 2].some(x => x === 2), [1, 2].some(x => x === 3), [1, 2].every(x => x > 0), [1, 2].every(x => x > 1));
print([1, 2, 3].reduce((a, b) => a + b), [1, 2, 3].reduce((a, b) => a - b, 10), ['a', 'b'].reduceRight((a, b) => a + b));
try {
  [].reduce((a, b) => a);
} catch (error) {
  print(error.name, error.message);
}
print([3, 1, 2].sort((a, b) => a - b).join(), [3, 1, 2].sort((a, b) => b - a).join(), [2, 1].sort().join());
print(Array.isArray([]), Array.isArray({}), Array.isArray('a'), Array.isArray(null), Array.isArray(undefined));
// > 2 2 undefined
// > 3 1 undefined
// > 2 9-1
// > 4,3,2,1 3,2,1
// > 1,0,0,4 7,7
// > 2,3,4 3,4 2,3
// > 2,3 1,4,5
// > 0 1,x,4,5 4 1,x,y,5
// > 1,2,3 1,2
// > 1+++a 
// > 1 -1 2 2
// > true -1 true
// > 2 undefined 1 -1
// > 8
// > 4,6,8 1,3
// > true false true false
// > 6 4 ba
// > TypeError Reduce of empty array with no initial value
// > 1,2,3 3,2,1 1,2
// > true false false false false
