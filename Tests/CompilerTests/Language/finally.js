function a() { try { return "try"; } finally { print("finally a"); } } print(a());
function b() { try { throw "b"; } catch (e) { return "catch " + e; } finally { print("finally b"); } } print(b());
function c() { try { throw "c"; } finally { print("finally c"); } } try { c(); } catch (e) { print("outer", e); }
function d() { try { return "lost"; } finally { return "wins"; } } print(d());
function e() { for (let i = 0; i < 3; i++) { try { if (i === 0) continue; if (i === 1) break; } finally { print("f", i); } } return "done"; } print(e());
function f() { let x = 1; try { return x; } finally { x = 2; } } print(f());
function g() { l: try { break l; } finally { print("break"); } return "g"; } print(g());
function h() { try { try { return "deep"; } finally { print(1); } } finally { print(2); } } print(h());
function i() { try { try { throw 1; } finally { print("inner"); throw 2; } } catch (e) { return e; } } print(i());
function j() { outer: for (const x of [1, 2]) { for (const y of [1, 2]) { try { if (y === 2) continue outer; print(x, y); } finally { print("j"); } } } } j();
function k() { try { print("normal"); } finally { print("k"); } return "end"; } print(k());
function l() { try { } finally { const q = 5; const m = () => q; print(m()); } } l();
function m() { const r = []; for (let i = 0; i < 2; i++) { try { r.push(() => i); if (i) return r; } finally { r.push(() => i + 10); } } } const ms = m(); print(ms[0](), ms[1](), ms[2](), ms[3]());
function n() { while (true) { try { throw "n"; } catch (e) { try { return e; } finally { break; } } } return "broke"; } print(n());

// > finally a
// > try
// > finally b
// > catch b
// > finally c
// > outer c
// > wins
// > f 0
// > f 1
// > done
// > 1
// > break
// > g
// > 1
// > 2
// > deep
// > inner
// > 2
// > 1 1
// > j
// > j
// > 2 1
// > j
// > j
// > normal
// > k
// > end
// > 5
// > 0 10 1 11
// > broke
