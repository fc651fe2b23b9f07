const [a, , b = 5, ...rest] = [1, 2, undefined, 4, 6]; print(a, b, rest.length, rest[1]);
const {x, y: {z = 3, w} = {}, ["k" + 1]: k, ...others} = {x: 1, k1: 2, p: 7, q: 8}; print(x, z, w, k, others.p, others.q, others.x);
let m = 1, n = 2; [m, n] = [n, m]; print(m, n);
const o = {}; ({a: o.p, b: o["q"], c: [o.r] = [9]} = {a: 1, b: 2}); print(o.p, o.q, o.r);
function f({a, b = a + 1}, [c, d] = [10, 20], ...more) { return a + b + c + d + more.length; } print(f({a: 1}), f({a: 1, b: 5}, [1, 1], 7, 8));
for (const {n, v = n} of [{n: 1}, {n: 2, v: 3}]) print(n, v);
const g = ([first, ...tail]) => tail.length + first; print(g([5, 6, 7]));
try { throw {code: 42, text: "t"}; } catch ({code, text: [] = []}) { print(code); }
var {v1, v2 = v1} = {v1: 4}; print(v1, v2);
print(([m, n] = [7, 8]).length, m, n);
function captured({a, b}) { return () => a + b; } print(captured({a: 1, b: 2})());
const fn = ({length} = [1, 2]) => length; print(fn(), fn([1]));

// > 1 5 2 6
// > 1 3 undefined 2 7 8 undefined
// > 2 1
// > 1 2 9
// > 33 10
// > 1 1
// > 2 3
// > 7
// > 42
// > 4 4
// > 2 7 8
// > 3
// > 2 1
