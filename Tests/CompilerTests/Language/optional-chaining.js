const o = {a: {b: 1, f() { return this.b; }}, n: null};
print(o?.a?.b, o.n?.b, o.x?.y.z.w, o.a?.["b"], o.a.f?.(), o.a.g?.(), o.n?.f(), o.a?.f());
print((o.n?.b) === undefined, (o.a?.f)(), o.x?.[print("never")]);
const u = undefined; print(u?.(), u?.x, u?.[0], u?.x.y?.z);
o?.a.f(); o.n?.f(print("never")); u?.(); print(typeof u?.x);

// > 1 undefined undefined 1 1 undefined undefined 1
// > true 1 undefined
// > undefined undefined undefined undefined
// > undefined
