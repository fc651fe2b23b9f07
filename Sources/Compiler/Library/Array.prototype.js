import { isArray } from 'Array';
import { TypeError } from 'Error';

// The methods of arrays. A missing element reads as `undefined`, and callbacks are called for it, too.

export function pop() {
  const last = this.length - 1;
  if (last < 0) return undefined;
  const value = this[last];
  this.length = last;
  return value;
}

export function shift() {
  const length = this.length;
  if (length === 0) return undefined;
  const first = this[0];
  for (let i = 1; i < length; i++) this[i - 1] = this[i];
  this.length = length - 1;
  return first;
}

export function unshift(value) {
  for (let i = this.length; i > 0; i--) this[i] = this[i - 1];
  this[0] = value;
  return this.length;
}

export function reverse() {
  let low = 0;
  let high = this.length - 1;
  while (low < high) {
    const value = this[low];
    this[low] = this[high];
    this[high] = value;
    low++;
    high--;
  }
  return this;
}

export function fill(value, start, end) {
  const length = this.length;
  const last = position(end, length, length);
  for (let i = position(start, 0, length); i < last; i++) this[i] = value;
  return this;
}

export function slice(start, end) {
  const length = this.length;
  const last = position(end, length, length);
  const result = [];
  for (let i = position(start, 0, length); i < last; i++) result[result.length] = this[i];
  return result;
}

/** Removes elements, and puts at most one in their place. */
export function splice(start, count, value) {
  const length = this.length;
  const first = position(start, 0, length);
  const most = length - first;
  const removedCount = count === undefined ? most : count < 0 ? 0 : count > most ? most : truncated(count);
  const removed = [];
  for (let i = 0; i < removedCount; i++) removed[i] = this[first + i];
  const added = value === undefined ? 0 : 1;
  const difference = added - removedCount;
  if (difference > 0) {
    for (let i = length - 1; i >= first; i--) this[i + 1] = this[i];
  } else if (difference < 0) {
    for (let i = first + removedCount; i < length; i++) this[i + difference] = this[i];
    this.length = length + difference;
  }
  if (added) this[first] = value;
  return removed;
}

export function concat(other) {
  const result = [];
  for (let i = 0; i < this.length; i++) result[i] = this[i];
  if (isArray(other)) {
    for (let i = 0; i < other.length; i++) result[result.length] = other[i];
  } else if (other !== undefined) {
    result[result.length] = other;
  }
  return result;
}

export function join(separator) {
  const between = separator === undefined ? ',' : separator;
  let text = '';
  for (let i = 0; i < this.length; i++) {
    if (i > 0) text += between;
    const value = this[i];
    if (value !== undefined && value !== null) text += value;
  }
  return text;
}

export function indexOf(value, start) {
  const length = this.length;
  for (let i = position(start, 0, length); i < length; i++) {
    if (this[i] === value) return i;
  }
  return -1;
}

export function lastIndexOf(value) {
  for (let i = this.length - 1; i >= 0; i--) {
    if (this[i] === value) return i;
  }
  return -1;
}

/** Unlike `indexOf`, this finds NaN. */
export function includes(value, start) {
  const length = this.length;
  for (let i = position(start, 0, length); i < length; i++) {
    const element = this[i];
    if (element === value || element !== element && value !== value) return true;
  }
  return false;
}

export function find(test) {
  for (let i = 0; i < this.length; i++) {
    const value = this[i];
    if (test(value, i, this)) return value;
  }
  return undefined;
}

export function findIndex(test) {
  for (let i = 0; i < this.length; i++) {
    if (test(this[i], i, this)) return i;
  }
  return -1;
}

export function forEach(action) {
  const length = this.length;
  for (let i = 0; i < length; i++) action(this[i], i, this);
}

export function map(transform) {
  const length = this.length;
  const result = [];
  for (let i = 0; i < length; i++) result[i] = transform(this[i], i, this);
  return result;
}

export function filter(test) {
  const length = this.length;
  const result = [];
  for (let i = 0; i < length; i++) {
    const value = this[i];
    if (test(value, i, this)) result[result.length] = value;
  }
  return result;
}

export function some(test) {
  const length = this.length;
  for (let i = 0; i < length; i++) {
    if (test(this[i], i, this)) return true;
  }
  return false;
}

export function every(test) {
  const length = this.length;
  for (let i = 0; i < length; i++) {
    if (!test(this[i], i, this)) return false;
  }
  return true;
}

/** Without an initial value, which `undefined` means, too, the first element is taken. */
export function reduce(combine, initial) {
  const length = this.length;
  let i = 0;
  let result = initial;
  if (result === undefined) {
    if (length === 0) throw new TypeError('Reduce of empty array with no initial value');
    result = this[0];
    i = 1;
  }
  for (; i < length; i++) result = combine(result, this[i], i, this);
  return result;
}

export function reduceRight(combine, initial) {
  let i = this.length - 1;
  let result = initial;
  if (result === undefined) {
    if (i < 0) throw new TypeError('Reduce of empty array with no initial value');
    result = this[i];
    i--;
  }
  for (; i >= 0; i--) result = combine(result, this[i], i, this);
  return result;
}

/** Sorts by insertion, which keeps the order of equal elements; the engine compares numbers only. */
export function sort(compare) {
  const length = this.length;
  for (let i = 1; i < length; i++) {
    const value = this[i];
    let hole = i;
    while (hole > 0 && (compare ? compare(this[hole - 1], value) > 0 : this[hole - 1] > value)) {
      this[hole] = this[hole - 1];
      hole--;
    }
    this[hole] = value;
  }
  return this;
}

/** Where `index` is in an array: from its end if negative, `missing` if not given. */
function position(index, missing, length) {
  if (index === undefined) return missing;
  const whole = truncated(index);
  if (whole < 0) return length + whole < 0 ? 0 : length + whole;
  return whole > length ? length : whole;
}

function truncated(number) { return number === number ? number - number % 1 : 0; }
