// Errors have a name and a message, and nothing else: a microcontroller has no stack of source locations.

export class Error {
  constructor(message) {
    this.message = message === undefined ? '' : '' + message;
    this.name = 'Error';
  }

  toString() { return this.message === '' ? this.name : this.name + ': ' + this.message; }
}

export class TypeError extends Error {
  constructor(message) {
    super(message);
    this.name = 'TypeError';
  }
}

export class RangeError extends Error {
  constructor(message) {
    super(message);
    this.name = 'RangeError';
  }
}

export class ReferenceError extends Error {
  constructor(message) {
    super(message);
    this.name = 'ReferenceError';
  }
}

export class SyntaxError extends Error {
  constructor(message) {
    super(message);
    this.name = 'SyntaxError';
  }
}
