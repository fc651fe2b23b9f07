// The functions and constants of `Math`; the engine itself only has the operators, of which `**` is one.
//
// Where ECMAScript rounds to -0 these give 0, because the reference engine takes the two for different numbers.

export const PI = 3.141592653589793;
export const E = 2.718281828459045;
export const LN2 = 0.6931471805599453;
export const LN10 = 2.302585092994046;
export const LOG2E = 1.4426950408889634;
export const LOG10E = 0.4342944819032518;
export const SQRT2 = 1.4142135623730951;
export const SQRT1_2 = 0.7071067811865476;

export function abs(x) {
  const number = +x;
  return number < 0 ? -number : number === 0 ? 0 : number;
}

export function sign(x) {
  const number = +x;
  return number > 0 ? 1 : number < 0 ? -1 : number;
}

export function trunc(x) {
  const number = +x;
  return isFinite(number) ? number - number % 1 : number;
}

export function floor(x) {
  const whole = trunc(x);
  return whole > x ? whole - 1 : whole;
}

export function ceil(x) {
  const whole = trunc(x);
  return whole < x ? whole + 1 : whole;
}

export function round(x) {
  const low = floor(x);
  return x - low >= 0.5 ? low + 1 : low;
}

export function max(...values) {
  let result = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = +values[i];
    if (value !== value) return value;
    if (value > result) result = value;
  }
  return result;
}

export function min(...values) {
  let result = Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = +values[i];
    if (value !== value) return value;
    if (value < result) result = value;
  }
  return result;
}

export function pow(base, exponent) { return base ** exponent; }

export function sqrt(x) { return x < 0 ? NaN : x ** 0.5; }

export function cbrt(x) { return x < 0 ? -((-x) ** (1 / 3)) : x ** (1 / 3); }

export function hypot(...values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sqrt(sum);
}

export function exp(x) { return E ** x; }

/** The natural logarithm: that of the mantissa by a series, and the exponent by counting. */
export function log(x) {
  let mantissa = +x;
  if (mantissa < 0 || mantissa !== mantissa) return NaN;
  if (mantissa === 0) return -Infinity;
  if (mantissa === Infinity) return Infinity;
  let exponent = 0;
  while (mantissa > SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  // ln m = 2 artanh((m - 1) / (m + 1)), whose series ends early because |t| < 0.172.
  const t = (mantissa - 1) / (mantissa + 1);
  const square = t * t;
  let power = t;
  let sum = 0;
  for (let k = 1; k < 24; k += 2) {
    sum += power / k;
    power *= square;
  }
  return 2 * sum + exponent * LN2;
}

/** Accurate near zero, too (Kahan): the errors of both logarithms cancel. */
export function log1p(x) {
  const y = 1 + x;
  return y === 1 ? x : y === Infinity ? y : log(y) * x / (y - 1);
}

/** Accurate near zero, too (Kahan). */
export function expm1(x) {
  const y = exp(x);
  return y === 1 ? x : y === 0 || y === Infinity ? y - 1 : (y - 1) * x / log(y);
}

export function log2(x) { return log(x) / LN2; }

export function log10(x) { return log(x) / LN10; }

export function sin(x) {
  // Within half a turn, and then within a quarter of one, where the series ends early.
  let angle = x % (2 * PI);
  if (angle > PI) angle -= 2 * PI;
  if (angle < -PI) angle += 2 * PI;
  if (angle > PI / 2) angle = PI - angle;
  if (angle < -PI / 2) angle = -PI - angle;
  const square = angle * angle;
  let term = angle;
  let sum = angle;
  for (let k = 2; k < 22; k += 2) {
    term *= -square / (k * (k + 1));
    sum += term;
  }
  return sum;
}

export function cos(x) { return sin((x < 0 ? -x : x) % (2 * PI) + PI / 2); }

export function tan(x) { return sin(x) / cos(x); }

export function sinh(x) { return (exp(x) - exp(-x)) / 2; }

export function cosh(x) { return (exp(x) + exp(-x)) / 2; }

export function tanh(x) { return x > 20 ? 1 : x < -20 ? -1 : 1 - 2 / (exp(2 * x) + 1); }

export function atan(x) {
  if (x !== x) return NaN;
  if (x < 0) return -atan(-x);
  if (x > 1) return PI / 2 - atan(1 / x);
  // Halving the angle twice makes the series end early.
  let t = x;
  let halvings = 0;
  while (halvings < 2) {
    t = t / (1 + sqrt(1 + t * t));
    halvings++;
  }
  const square = t * t;
  let power = t;
  let sum = 0;
  for (let k = 1; k < 30; k += 2) {
    sum += power / k;
    power *= -square;
  }
  return 4 * sum;
}

export function atan2(y, x) {
  if (x > 0) return atan(y / x);
  if (x < 0) return y < 0 ? atan(y / x) - PI : atan(y / x) + PI;
  return y > 0 ? PI / 2 : y < 0 ? -PI / 2 : 0;
}

export function asin(x) { return x > 1 || x < -1 ? NaN : atan2(x, sqrt(1 - x * x)); }

export function acos(x) { return x > 1 || x < -1 ? NaN : PI / 2 - asin(x); }

/** The low half of the product of two 32-bit integers. */
export function imul(left, right) {
  const high = left >>> 16 & 0xFFFF;
  const low = left & 0xFFFF;
  return low * (right & 0xFFFF) + ((high * (right & 0xFFFF) + low * (right >>> 16 & 0xFFFF)) << 16 >>> 0) | 0;
}

export function clz32(x) {
  let rest = x >>> 0;
  let count = 32;
  while (rest > 0) {
    rest >>>= 1;
    count--;
  }
  return count;
}

let state = 123456789;

/** A pseudorandom number (xorshift32); every run of a snapshot gives the same sequence. */
export function random() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 4294967296;
}

function isFinite(number) { return number - number === 0; }
