function f() { return this === undefined; } print(f());
const o = {n: 1, m() { return (() => this.n)(); }, d() { return () => () => this; }}; print(o.m(), o.d()()() === o);
print(this === undefined, (() => this)());
class A { v = 2; m() { const self = () => this.v; return self(); } } print(new A().m()); const t = {a: {b() { return this.c; }, c: 3}}; print(t.a.b(), t["a"]["b"]());

// > true
// > 1 true
// > true undefined
// > 2
// > 3 3
