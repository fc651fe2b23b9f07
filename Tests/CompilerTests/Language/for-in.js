const o = {a: 1, b: 2, c: 3};
for (const k in o) print(k, o[k]);
let last; for (last in {x: 1, y: 2}) ; print(last);
for (const k in null) print("never"); for (const k in undefined) print("never");
for (var k in {q: 1}) ; print(k);
let sum = 0; const list = [5, 6, 7]; for (const i in list) sum += list[i]; print(sum);
class A { x = 1; m() {} } for (const k in new A()) print(k);

// > a 1
// > b 2
// > c 3
// > y
// > q
// > 18
// > x
