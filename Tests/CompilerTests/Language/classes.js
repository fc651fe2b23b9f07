class A { constructor(x) { this.x = x; } get2() { return this.x * 2; } static make(x) { return new A(x); } y = 5; static s = "static"; ["comp" + 1]() { return "computed"; } z; "quoted"() { return 1; } 7() { return "seven"; } }
const a = new A(3); print(a.x, a.get2(), a.y, a.z, A.s, A.make(4).x, a.comp1(), a.quoted(), a[7]());
class Empty {} print(typeof new Empty(), typeof Empty);
const Expr = class { v = 1; }; print(new Expr().v); const Named = class Inner { static self() { return Inner; } }; print(Named.self() === Named);
class Fields { a = 1; b = this.a + 1; f = () => this.b; static n = 0; static { this.n = 5; let t = 2; Fields.m = this.n + t; } constructor() { this.c = this.f(); } } const f = new Fields(); print(f.a, f.b, f.c, Fields.n, Fields.m);
class R { constructor(o) { if (o) return o; } } print(new R({q: 1}).q, typeof new R()); class R2 { constructor() { return 5; } } print(typeof new R2());
class Assign { constructor(a) { a = a + 1; this.a = a; } } print(new Assign(1).a);
function local(k) { class L { v() { return k; } static w = k; f = k; } return L; } const L = local(9); print(new L().v(), L.w, new L().f);
class Priv { #p = 1; #m() { return this.#p; } inc() { this.#p++; return this.#m(); } static has(o) { return #p in o; } } print(new Priv().inc(), Priv.has(new Priv()), Priv.has({}));
class This { n = 1; m() { return [1, 2].length + (() => this.n)(); } static sf = () => This.st; static st = 3; } print(new This().m(), This.sf());
print(new (class { q = 8; })().q); let D = class {}; D.x = 1; print(D.x); class Chain { add() { this.n = (this.n ?? 0) + 1; return this; } } print(new Chain().add().add().n);

// > 3 6 5 undefined static 4 computed 1 seven
// > object function
// > 1
// > true
// > 1 2 2 5 7
// > 1 object
// > object
// > 2
// > 9 9 9
// > 2 true false
// > 3 3
// > 8
// > 1
// > 2
