function later(v) { return new Promise(resolve => resolve(v)); }
async function add(a, b) { return (await later(a)) + (await later(b)); }
async function main() {
  print("start", await add(1, 2));
  try { await fail(); print("never"); } catch (e) { print("caught", e); }
  for (let i = 0; i < 3; i++) { print("i", await later(i)); }
  const arrow = async x => { const y = await later(x); return y * 2; }; print(await arrow(21), await (async () => 5)());
  const o = {k: 3, async m(x) { await later(0); return this.k + x; }}; print(await o.m(4));
  let sum = 0; for (const x of [1, 2, 3]) { sum += await later(x); } print(sum, await later(1) + await later(2));
  return "end";
}
async function fail() { await later(1); throw "failed"; }
main().x; print("sync");

// > sync
// > start 3
// > caught failed
// > i 0
// > i 1
// > i 2
// > 42 5
// > 7
// > 6 3
