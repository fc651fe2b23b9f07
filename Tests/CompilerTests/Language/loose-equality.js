print(null == undefined, null == 0, undefined == 0, 1 == "1", "1" == 1, true == 1, true == "1", "" == 0, "a" == "a", NaN == NaN);
print(1 != "1", null != undefined, null != 1, "x" != "y"); let o = {}; print(o == o, o == {}, o != null, o == null, false == "", false == null);
let x; print(x == null, x != null);

// > true false false true true true true true true false
// > false false true true
// > true false true false true false
// > true false
