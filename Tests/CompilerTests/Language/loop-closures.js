const fs = [];
for (let i = 0; i < 3; i++) fs.push(() => i);
print(fs[0](), fs[1](), fs[2]());
const gs = []; let n = 0;
while (n < 3) { let k = n * 10; gs.push(() => k); n++; }
print(gs[0](), gs[1](), gs[2]());
const hs = []; do { const k = n; hs.push(() => k + n); } while (--n); print(hs[0](), hs[1](), hs[2]());
const os = []; for (const x of [1, 2, 3]) os.push(() => x); print(os[0](), os[1](), os[2]());
const ks = []; for (const x in {a: 1, b: 2}) { let y = x + "!"; ks.push(() => x + y); } print(ks[0](), ks[1]());
function f(x) { let c = () => x; for (let i = 0; i < 2; i++) { let g = () => i; g(); } return c() + x; }
print(f(5));
function run(o, n) { for (let i = 0; i < n; i++) { const k = i * 2; o.push(() => k + i); } }
const rs = []; run(rs, 3); print(rs[0](), rs[1](), rs[2]());
const ms = []; for (let i = 0; i < 3; i++) { ms.push(() => i++); } print(ms[0](), ms[0](), ms[1](), ms[2]());
const is = []; for (let i = 0, j = () => i; i < 2; i++) { is.push(j); } print(is[0](), is[1]());
const cs = []; for (let i = 0; i < 4; i++) { if (i === 1) continue; if (i === 3) break; cs.push(() => i); } print(cs.length, cs[0](), cs[1]());
function nested() { const r = []; for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) { let k = i * 10 + j; r.push(() => i + j + k); } return r; }
let text = ""; for (const g of nested()) text += g() + " "; print(text);
var vs = []; for (var v = 0; v < 3; v++) vs.push(() => v); print(vs[0](), vs[2]());
const us = []; for (let i = 0; i < 3; us.push(() => i), i++) ; print(us[0](), us[1](), us[2]());
const ws = []; let wi = 0; while (ws.push(() => wi), wi < 2) wi++; print(ws.length, ws[0]());
function tests() { const r = []; let k = 0; while (r.push(() => k), k < 2) k++; return r; } const ts = tests(); print(ts[0](), ts[0] === ts[1]);
out: for (let i = 0; i < 3; i++) { for (const x of [1, 2]) { cs.push(() => x + i); if (x === 1) continue out; } } print(cs[2](), cs[4]());

// > 0 1 2
// > 0 10 20
// > 3 2 1
// > 1 2 3
// > aa! bb!
// > 10
// > 0 3 6
// > 0 1 1 2
// > 0 0
// > 2 0 2
// > 0 2 11 13 
// > 3 3
// > 1 2 3
// > 3 2
// > 2 false
// > 1 3
