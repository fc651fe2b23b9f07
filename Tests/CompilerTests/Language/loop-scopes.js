// Closures and variables of loop bodies that a function may see too early.
const kept = [];
for (let i = 0, j = 10; i < 3; i++, j--) {
  const show = () => [x, i, j];
  let x = i * 2;
  kept.push(show);
}
for (const show of kept) { const all = show(); print(all[0], all[1], all[2]); }
for (let i = 0; i < 2; i++) { let y; print(typeof y); y = () => i; print(y()); }
// A constructor that captures something, beside an async function.
function make(k) { class L { field = k; value() { return k + this.field; } } return new L(); }
async function f() { print(make(2).value() + (await new Promise(resolve => resolve(1)))); }
f();
// > 0 0 10
// > 2 1 9
// > 4 2 8
// > undefined
// > 0
// > undefined
// > 1
// > 5
