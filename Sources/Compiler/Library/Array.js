// The functions of `Array`.

/** `Array.isArray`: only arrays have the prototype of arrays. */
export function isArray(value) {
  return typeof value === 'object' && value !== null && value.__proto__ === [].__proto__;
}
