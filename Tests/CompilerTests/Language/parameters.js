function f(a, b = a * 2, c = b + 1) { return a + b + c; } print(f(1), f(1, 5), f(1, undefined, 0));
function r(first, ...others) { return others.length + ":" + others[0]; } print(r(1), r(1, 2), r(1, 2, 3, 4));
function all(...args) { let s = 0; for (const x of args) s += x; return s; } print(all(), all(1, 2, 3));
print(all(...[1, 2], 3, ...[4]), all(...[]));
const o = {k: 2, m(...a) { return a.length * this.k; }}; print(o.m(...[1, 2, 3]));
function w(x) { x++; x += 2; return x; } print(w(1));
const d = (x = print("evaluated")) => x; d(1); d();
function closure(a, get = () => a) { a = 2; return get(); } print(closure(1));
class P { constructor(a, b) { this.s = a + b; } } print(new P(...[3, 4]).s);

// > 6 12 3
// > 0:undefined 1:2 3:2
// > 0 6
// > 10 0
// > 6
// > 4
// > evaluated
// > 2
// > 7
