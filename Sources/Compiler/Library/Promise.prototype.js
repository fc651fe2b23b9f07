// The methods of promises, by means of async functions, which the engine has.

import { resolve } from 'Promise';

export function then(fulfilled, rejected) { return settled(this, fulfilled, rejected); }

// `catch` is no name that a function can be exported under.
function catchRejection(rejected) { return settled(this, undefined, rejected); }
export { catchRejection as catch };

async function settled(promise, fulfilled, rejected) {
  let value;
  try {
    value = await promise;
  } catch (reason) {
    if (!rejected) throw reason;
    return await resolve(rejected(reason));
  }
  return fulfilled ? await resolve(fulfilled(value)) : value;
}
