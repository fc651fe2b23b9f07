function counter() { let n = 0; return () => ++n; }
const a = counter(), b = counter();
print(a(), a(), b());
function pair() { let n = 0; return {inc() { n++; }, get() { return n; }}; }
const p = pair(); p.inc(); p.inc(); print(p.get());
function deep(x) { return y => z => x + y + z; }
print(deep(1)(2)(3));
function shared(a, b) { function f() { return a; } function g() { return b + f(); } a++; return g; }
print(shared(1, 2)());
const fact = function self(n) { return n < 2 ? 1 : n * self(n - 1); };
print(fact(5));
function even(n) { return n === 0 ? true : odd(n - 1); } function odd(n) { return n === 0 ? false : even(n - 1); }
print(even(10), odd(7), even(7));
function local(k) { function even(n) { return n === 0 ? k : odd(n - 1); } function odd(n) { return n === 0 ? "odd" : even(n - 1); } return even; }
print(local("even")(4), local("e")(3));
let captured = 1; const read = () => captured; captured = 2; print(read());
function param(x) { x = x + 1; return () => x++; } const q = param(1); print(q(), q());
print((() => { var v = 1; { let v = 2; var f = () => v; } return f() + v; })());

// > 1 2 1
// > 2
// > 6
// > 4
// > 120
// > true true false
// > even odd
// > 2
// > 2 3
// > 3
