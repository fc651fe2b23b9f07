// The functions of `Object`. The engine keeps keys in the order in which they were added.

export function keys(object) {
  const fixed = Reflect.ownKeys(object);
  const result = [];
  for (let i = 0; i < fixed.length; i++) result[i] = fixed[i];
  return result;
}

export function values(object) {
  const names = Reflect.ownKeys(object);
  const result = [];
  for (let i = 0; i < names.length; i++) result[i] = object[names[i]];
  return result;
}

export function entries(object) {
  const names = Reflect.ownKeys(object);
  const result = [];
  for (let i = 0; i < names.length; i++) result[i] = [names[i], object[names[i]]];
  return result;
}

export function fromEntries(entries) {
  const result = {};
  for (let i = 0; i < entries.length; i++) result[entries[i][0]] = entries[i][1];
  return result;
}

export function assign(target, ...sources) {
  for (let i = 0; i < sources.length; i++) {
    const source = sources[i];
    if (source === undefined || source === null) continue;
    const names = Reflect.ownKeys(source);
    for (let k = 0; k < names.length; k++) target[names[k]] = source[names[k]];
  }
  return target;
}

/** `Object.is`: NaN is itself, and the two zeros differ. */
export function is(left, right) {
  if (left !== left) return right !== right;
  if (left === 0 && right === 0) return 1 / left === 1 / right;
  return left === right;
}
