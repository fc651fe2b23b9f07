// The functions of `Promise`, by means of async functions, which the engine has.

/** A promise stays what it is. */
export function resolve(value) { return isPromise(value) ? value : fulfilledPromise(value); }

async function fulfilledPromise(value) { return value; }

export async function reject(reason) { throw reason; }

export async function all(promises) {
  const values = [];
  for (let i = 0; i < promises.length; i++) {
    const promise = resolve(promises[i]);
    values[i] = await promise;
  }
  return values;
}

export function race(promises) {
  return new Promise((fulfill, refuse) => {
    for (let i = 0; i < promises.length; i++) forward(resolve(promises[i]), fulfill, refuse);
  });
}

async function forward(promise, fulfill, refuse) {
  let value;
  try {
    value = await promise;
  } catch (reason) {
    refuse(reason);
    return;
  }
  fulfill(value);
}

/** Only promises have the prototype of promises. */
function isPromise(value) {
  return typeof value === 'object' && value !== null && value.__proto__ === Promise.prototype;
}
