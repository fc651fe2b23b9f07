const $ = 1, _é = 2; print($ + _é); const \u0061bc = 3; print(abc);
function NaN2() {} print(typeof NaN2, NaN, Infinity, -Infinity, undefined);
label: label2: for (;;) { break label; } const async = 1, of = 2, get = 3, let1 = 4; print(async + of + get + let1);
print(typeof notDeclared, typeof notDeclared === "undefined"); debugger;
try { notDeclared; } catch (e) { print("reference error"); } try { notDeclared = 1; } catch (e) { print("reference error"); }

// > 3
// > 3
// > function NaN Infinity -Infinity undefined
// > 10
// > undefined true
// > reference error
// > reference error
