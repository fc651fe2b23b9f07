const a = [1, , 3, ]; print(a.length, a[1], a[2]);
const b = [, ,]; print(b.length);
const c = [0, ...a, ...[], 9]; print(c.length, c[0], c[3], c[4]);
a[5] = 6; print(a.length, a[4], a[5]); a.length = 1; print(a.length, a[2]);
const m = [[1, 2], [3, 4]]; print(m[1][0], m[0].length);
a.push("p"); print(a[1]);
print([].length, [1][0], [...[].length ? [1] : [2]][0]);
const h = [...[1], , 2]; print(h.length, h[2]);

// > 3 undefined 3
// > 2
// > 5 0 3 9
// > 6 undefined 6
// > 1 undefined
// > 3 2
// > p
// > 0 1 2
// > 3 2
