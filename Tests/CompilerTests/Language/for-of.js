for (const x of [1, 2, 3]) print(x);
let y; for (y of ["a", "b"]) ; print(y);
const o = {}; for (o.p of [5, 6]) ; print(o.p);
for (var z of [7]) print(z); print(z);
for (const [a, {b}] of [[1, {b: 2}], [3, {b: 4}]]) print(a, b);
const grows = [1, 2]; for (const x of grows) { if (grows.length < 5) grows.push(x * 2); } print(grows.length, grows[4]);
for (const x of [1, 2, 3]) { if (x === 2) continue; print("c", x); }
function find(list, wanted) { for (const item of list) if (item === wanted) return "found"; return "missing"; }
print(find([1, 2], 2), find([], 1));

// > 1
// > 2
// > 3
// > b
// > 6
// > 7
// > 7
// > 1 2
// > 3 4
// > 5 4
// > c 1
// > c 3
// > found missing
