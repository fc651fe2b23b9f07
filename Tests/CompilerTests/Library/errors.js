try {
  throw new Error('broken');
} catch (error) {
  print(error.message, error.name, error instanceof Error, error instanceof TypeError, error.toString());
}
class DeviceError extends Error {
  constructor(code) {
    super('device ' + code);
    this.name = 'DeviceError';
    this.code = code;
  }
}
try {
  throw new DeviceError(7);
} catch (error) {
  print(error.toString(), error.code, error instanceof DeviceError, error instanceof Error);
}
for (const error of [new TypeError('t'), new RangeError('r'), new ReferenceError('f'), new SyntaxError('s'), new Error()]) {
  print(error.toString(), error instanceof Error);
}
// > broken Error true false Error: broken
// > DeviceError: device 7 7 true true
// > TypeError: t true
// > RangeError: r true
// > ReferenceError: f true
// > SyntaxError: s true
// > Error true
