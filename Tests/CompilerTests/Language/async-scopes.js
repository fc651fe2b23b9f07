function later(v) { return new Promise(resolve => resolve(v)); }
async function main() {
  const fs = [];
  for (let i = 0; i < 3; i++) { const k = await later(i * 10); fs.push(() => k + i); await later(0); }
  print(fs[0](), fs[1](), fs[2]());
  for (const x of [1, 2]) { let y = x * 2; const f = () => x + y; y += await later(1); print(f(), await later(f())); }
  let n = 0; while (n < 3) { let c = n; const g = () => c; try { if (c === 1) throw await later("t"); print(g()); } catch (e) { print(e, g(), await later(5)); } finally { print("fin", await later(g())); } n++; }
  try { for (let i = 0; i < 2; i++) { const h = () => i; if (h()) await boom(h); } } catch (e) { print("caught", e, fs[1]()); }
  return await nested(7);
}
async function boom(f) { await later(0); throw "boom" + f(); }
async function nested(x) { const add = async y => { await later(0); return () => x + y; }; const f = await add(1); x = 10; return f(); }
async function throwing() { for (let i = 0; i < 1; i++) { const f = () => i; throw "from loop " + f(); } }
async function callsThrowing() { for (const v of [1]) { const f = () => v; thrower(f); } }
function thrower(f) { throw "callee" + f(); }
async function run() { print(await main()); try { await throwing(); } catch (e) { print(e); } try { await callsThrowing(); } catch (e) { print(e); } for (let i = 0; i < 2; i++) { const f = () => i; if (f() === 1) return print("returned", await later(f())); } }
run();
class S { v = 1; async m() { const f = () => this.v; await later(0); return f() + this.v; } } new S().m(); async function outer(a) { const f = () => a; const o = new S(); print(await o.m() + f()); } outer(5);

// > 7
// > 0 11 22
// > 4 4
// > 7 7
// > 0
// > fin 0
// > t 1 5
// > fin 1
// > 2
// > fin 2
// > caught boom1 11
// > 11
// > from loop 0
// > callee1
// > returned 1
