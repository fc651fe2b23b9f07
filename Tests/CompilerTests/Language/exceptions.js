function f(x) { if (x) throw "thrown " + x; return "ok"; }
try { print(f(0)); print(f(1)); print("never"); } catch (e) { print("caught", e); }
try { try { throw 1; } catch (e) { throw e + 1; } } catch (e) { print(e); }
function r() { try { return f(2); } catch (e) { return "from catch " + e; } } print(r());
function local() { let n = 1; try { n = 2; f(3); n = 3; } catch { return n; } } print(local());
for (let i = 0; i < 3; i++) { try { if (i === 1) continue; if (i === 2) break; print("try", i); } catch (e) { print("no"); } }
function scoped() { let a = 1; const g = () => a; try { for (let i = 0; i < 3; i++) { let h = () => i; if (h() === 1) throw "x"; } } catch (e) { a += 10; return g() + e; } } print(scoped());
try { throw undefined; } catch (e) { print(e); }
function nested() { try { try { return "inner"; } catch { } } catch { } } print(nested());
let result = ""; for (const x of [1, 2, 3]) { try { if (x === 2) throw x; result += x; } catch (e) { result += "[" + e + "]"; } } print(result);
function rethrow() { try { f(5); } catch (e) { const g = () => e; return g(); } } print(rethrow());

// > ok
// > caught thrown 1
// > 2
// > from catch thrown 2
// > 2
// > try 0
// > 11x
// > undefined
// > inner
// > 1[2]3
// > thrown 5
