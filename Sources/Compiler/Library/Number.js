// The functions and constants of `Number`.

export const MAX_SAFE_INTEGER = 9007199254740991;
export const MIN_SAFE_INTEGER = -9007199254740991;
export const MAX_VALUE = 1.7976931348623157e308;
export const MIN_VALUE = 5e-324;
export const EPSILON = 2.220446049250313e-16;
export const POSITIVE_INFINITY = Infinity;
export const NEGATIVE_INFINITY = -Infinity;
export const NaN = 0 / 0;

export function isNaN(value) { return value !== value; }

export function isFinite(value) { return typeof value === 'number' && value - value === 0; }

export function isInteger(value) { return isFinite(value) && value % 1 === 0; }

export function isSafeInteger(value) {
  return isInteger(value) && value <= MAX_SAFE_INTEGER && value >= MIN_SAFE_INTEGER;
}
