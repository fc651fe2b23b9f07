// A function expression knows itself by its name, also if it captures variables.
const constant = function count(n) { return n > 3 ? n : count(n + 4); };
print(constant(1));
function captures(x) { return (function count(n) { return n > 3 ? n + x : count(n + 4); })(1); }
print(captures(10));
function inBlocks(x) {
  const results = [];
  for (const y of [1, 2]) { const z = x + y; results.push((function add(n) { return n ? add(n - 1) + z : 0; })(3)); }
  return results;
}
const sums = inBlocks(10); print(sums[0], sums[1]);
class Tree {
  depth = (function down(n) { return n > 2 ? n : down(n + 1); })(0);
  sum(n) { return (function sum(m) { return m ? m + sum(m - 1) : n; })(n); }
}
print(new Tree().depth, new Tree().sum(4));
async function waits(x) { for (const y of [1, 2]) print(await (async function again(n) { return n ? await again(n - 1) : x + y; })(2)); }
waits(20);
function escapes(x) { return function self(n) { return n ? self : x; }; }
const one = escapes('one'), two = escapes('two'); print(one(1)(1)(0), two(1)(0), one(1) === one, two(1) === one);
const shadowed = function f(f) { return f; }; print(shadowed(5));
function inner(x) { return function outer() { const outer = x; return outer; }; }
print(inner(6)());

// > 5
// > 15
// > 33 36
// > 3 14
// > one two true false
// > 5
// > 6
// > 21
// > 22
