function test(a, b) {
  if (a && b) print("both"); else if (a || b) print("one"); else print("none");
  if (!a) print("not a");
  return a ? b ? "ab" : "a" : "neither";
}
print(test(1, 1)); print(test(1, 0)); print(test(0, 1)); print(test(0, 0));
print(0 || "x", 1 && "y", "" && 1, null ?? "z", 0 ?? 1, undefined ?? null);
if (true) print("t"); else print("f");
if (0) print("t"); else print("f");
if (!(1 > 2) && (true || print("no"))) print("yes");
true && print("effect"); false && print("none"); false || print("or"); true ? print("c1") : print("c2");
let z = (1, 2, 3); print(z);

// > both
// > ab
// > one
// > a
// > one
// > not a
// > neither
// > none
// > not a
// > neither
// > x y  z 0 null
// > t
// > f
// > yes
// > effect
// > or
// > c1
// > 3
