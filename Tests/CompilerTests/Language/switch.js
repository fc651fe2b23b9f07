function f(x) {
  switch (x) {
    case 1: return "one";
    case "1": return "text";
    case 2: case 3: { let y = x * 2; return y; }
    default: return "other";
    case 4: print("four");
    case 5: let z = "five"; print(z); break;
  }
  return "after";
}
print(f(1), f("1"), f(2), f(3), f(9)); print(f(4)); print(f(5));
switch (3) { case 1: print("no"); }
switch (7) { default: print("d"); case 1: print("fall"); break; case 2: print("no"); }
for (let i = 0; i < 3; i++) { switch (i) { case 0: continue; case 1: break; default: print("i", i); } print("end", i); }
l: switch (1) { case 1: for (;;) { break l; } }
switch (1) { case 0: function g() { return "hoisted"; } case 1: print(g()); }

// > one text 4 6 other
// > four
// > five
// > after
// > five
// > after
// > d
// > fall
// > end 1
// > i 2
// > end 2
// > hoisted
