const name = "k";
const o = {a: 1, "b c": 2, 3: "three", [name + 1]: 4, name, f() { return this.a; }, async g() {}, if: 5};
print(o.a, o["b c"], o[3], o.k1, o.name, o.f(), o.if, o.missing);
o.a = 10; o["x"] = 11; o.y = o.z = 12; print(o.a, o.x, o.y, o.z, o.f());
const copy = {...o, a: "new", ...null}; print(copy.a, copy.x, copy[3]);
const nested = {p: {q: {r: 1}}}; nested.p.q.r++; nested.p.q.s = () => nested.p; print(nested.p.q.r, nested.p.q.s().q.r);
print("a" in o, "zz" in o, 3 in o, 0 in [1], 1 in [1]);
const m = {inc: function () { return ++this.n; }, n: 1, arrow: () => typeof this}; print(m.inc(), m["inc"](), m.arrow());
const key = {toString() { return "no"; }}; print(typeof key);

// > 1 2 three 4 k 1 5 undefined
// > 10 11 12 12 10
// > new 11 three
// > 2 2
// > true false true true false
// > 2 3 undefined
// > object
