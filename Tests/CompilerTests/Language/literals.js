print(0x1F, 0XaB, 0o17, 0O7, 0b101, 0B11, .5, 5., 1e3, 1E-2, 1.5e+2, 1_000_000, 0xFF_FF, 1_0.2_5);
print(2147483647, 2147483648, -2147483648, -2147483649, 4294967295, 9007199254740991);
print(`${1e21} ${1e-7} ${0.1 + 0.2} ${123456789012345680000} ${0.000001}`);
print(`${5e-324} ${1.7976931348623157e308} ${2e308} ${1 / 3} ${-1e300 * 1e300} ${-0}`);
print(1.0 === 1, '' + 0.1 * 3);
print('a\tb' === 'a	b', '\x41\u0042\u{43}\u{1F600}', 'line\
 goes on', "it's", 'say "hi"', '\'\"\\\/', '\0' === '\x00', '\v\f\b' === '\u000B\u000C\u0008');
print('' + null + undefined + true + false);
print([1, , 3, ,].length, [,].length, [, ].length, [].length, [1, 2,].length);
print(typeof null, typeof undefined, typeof 1, typeof '', typeof true, typeof {}, typeof [], typeof (() => 1), typeof class {});
print(`a${1}b${`c${2}`}d`, `\${}`, `\``, `${''}`, `${1}${2}`);

// > 31 171 15 7 5 3 0.5 5 1000 0.01 150 1000000 65535 10.25
// > 2147483647 2147483648 -2147483648 -2147483649 4294967295 9007199254740991
// > 1e+21 1e-7 0.30000000000000004 123456789012345680000 0.000001
// > 5e-324 1.7976931348623157e+308 Infinity 0.3333333333333333 -Infinity 0
// > true 0.30000000000000004
// > true ABC😀 line goes on it's say "hi" '"\/ true true
// > nullundefinedtruefalse
// > 4 1 1 0 2
// > object undefined number string boolean object object function function
// > a1bc2d ${} `  12
