const object = { b: 1, a: 2 };
print(Object.keys(object).join(), Object.values(object).join(), Object.entries(object).map(e => e.join(':')).join());
print(Object.keys(Object.assign({ a: 0 }, object, undefined, { c: 3 })).join(), Object.assign({}, object).a);
print(Object.fromEntries([['x', 1], ['y', 2]]).y);
print(Object.is(NaN, NaN), Object.is(1, 1), Object.is(1, 2), Object.is('a', 'a'));
print(Number.isInteger(5), Number.isInteger(5.5), Number.isInteger('5'), Number.isFinite(1 / 0), Number.isFinite(3));
print(Number.isSafeInteger(9007199254740991), Number.isSafeInteger(9007199254740992), Number.isNaN(NaN), Number.isNaN(1));
print(Number.MAX_SAFE_INTEGER, Number.EPSILON > 0);
// > b,a 1,2 b:1,a:2
// > a,b,c 2
// > 2
// > true true false true
// > true false false false true
// > true false true false
// > 9007199254740991 true
