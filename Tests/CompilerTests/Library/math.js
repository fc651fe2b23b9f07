print(Math.abs(-3), Math.sign(-3), Math.sign(0), Math.trunc(-2.7), Math.floor(-2.5), Math.ceil(2.1), Math.round(2.5));
print(Math.floor(7), Math.ceil(-7), Math.round(-2.5), Math.floor(1e15));
print(Math.max(1, 5, 2), Math.min(1, -5, 2), Math.max(), Math.max(1, NaN, 2), Math.max(1, '3'));
print(Math.sqrt(144), Math.sqrt(-1), Math.cbrt(-27), Math.hypot(3, 4), Math.pow(2, 10));
const close = (a, b) => a - b < 1e-9 && b - a < 1e-9;
print(close(Math.sin(1), 0.8414709848078965), close(Math.cos(1), 0.5403023058681398), close(Math.tan(1), 1.5574077246549023));
print(close(Math.sin(100), -0.5063656411097588), close(Math.cos(-4), -0.6536436208636119));
print(close(Math.atan(10), 1.4711276743037347), close(Math.atan2(-1, -1), -2.356194490192345), close(Math.asin(0.5), 0.5235987755982989));
print(close(Math.acos(-1), 3.141592653589793), close(Math.log(10), 2.302585092994046), close(Math.log2(8), 3), close(Math.log10(0.001), -3));
print(close(Math.exp(2), 7.38905609893065), close(Math.sinh(1), 1.1752011936438014), close(Math.cosh(1), 1.5430806348152437));
print(close(Math.tanh(0.5), 0.46211715726000973), close(Math.log1p(1e-10) * 1e10, 1), close(Math.expm1(1e-10) * 1e10, 1));
print(Math.imul(0xFFFFFFFF, 5), Math.imul(123456789, 987654321), Math.clz32(1), Math.clz32(0));
const random = Math.random();
print(random >= 0 && random < 1, Math.PI, Math.E);
print(Math.log(-1), Math.log(0), Math.log(Infinity), Math.asin(2));
// > 3 -1 0 -2 -3 3 3
// > 7 -7 -2 1000000000000000
// > 5 -5 -Infinity NaN 3
// > 12 NaN -3 5 1024
// > true true true
// > true true
// > true true true
// > true true true true
// > true true true
// > true true true
// > -5 -67153019 31 32
// > true 3.141592653589793 2.718281828459045
// > NaN -Infinity Infinity NaN
