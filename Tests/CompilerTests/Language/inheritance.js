class A { constructor(x) { this.x = x; } hi() { return "A" + this.x; } who() { return "A"; } static s() { return "static A"; } static v = 1; }
class B extends A { constructor(x, y) { super(x + 1); this.y = y; } hi() { return "B" + super.hi() + this.y; } who() { return "B" + super.who(); } static s() { return super.s() + "B"; } }
class C extends B { z = this.y * 2; who() { const f = () => super.who(); return "C" + f(); } }
const c = new C(1, 2); print(c.x, c.y, c.z, c.hi(), c.who(), C.s(), C.v);
print(c instanceof C, c instanceof A, new A(1) instanceof B, {} instanceof A, 5 instanceof A);
class D extends A {} print(new D(7).x, new D(7).hi()); const mixin = Base => class extends Base { mixed() { return "m" + this.hi(); } }; class E extends mixin(A) { constructor() { super("e"); } } print(new E().mixed(), new E() instanceof A);
function make() { class P { v() { return "P"; } } return class Q extends P { v() { return "Q" + super.v(); } }; } print(new (make())().v());
class F extends A { f = () => super.hi(); } print(new F(3).f());

// > 2 2 4 BA22 CBA static AB 1
// > true true false false false
// > 7 A7
// > mAe true
// > QP
// > A3
