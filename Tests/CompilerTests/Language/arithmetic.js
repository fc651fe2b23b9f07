print(1 + 2 * 3, 7 % 4, 2 ** 10, 10 / 4, -7 % 3);
print("a" + 1, 1 + "b", "x" + undefined + null + true);
print(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, -16 >> 2, -16 >>> 28);
print(-(-3), +"12", !0, !"x", void 0, typeof 1, typeof "s", typeof undefined, typeof null, typeof {}, typeof print);
print(7 / 2 | 0, (7 / 2) | 0, -7 / 2 | 0);
let x = 1;
x += 2; x -= 1; x *= 10; x /= 4; x %= 3; print(x);
x = 3; x **= 2; x <<= 2; x >>= 1; x >>>= 1; x |= 4; x &= 13; x ^= 1; print(x);
print(1 < 2, 2 <= 2, 3 > 4, 4 >= 4, 1 === 1, 1 !== 1, "a" === "a");

// > 7 3 1024 2.5 -1
// > a1 1b xundefinednulltrue
// > 1 7 6 -6 16 -4 15
// > 3 12 true false undefined number string undefined object object function
// > 3 3 -3
// > 2
// > 12
// > true true false true true false true
