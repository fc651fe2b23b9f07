var v;
print(v);
var v = 1, w = v + 1;
{ let v = 2; print(v); { let v = 3; print(v); } }
print(v, w);
function f(a) { var a; return a; }
print(f(4));
function g() { if (true) { var inner = 5; } return inner; }
print(g());
print(hoisted());
function hoisted() { return "hoisted"; }
{ function hoisted() { return "inner"; } print(hoisted()); }
print(hoisted());
const c = 1, d = c + 1;
print(c, d);
let late; late = 7; print(late);

// > undefined
// > 2
// > 3
// > 1 2
// > 4
// > 5
// > hoisted
// > inner
// > hoisted
// > 1 2
// > 7
