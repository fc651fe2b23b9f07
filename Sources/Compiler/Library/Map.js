/** A map whose keys may be anything; finding one takes time that grows with their number. */
export class Map {
  constructor(entries) {
    this.names = [];
    this.contents = [];
    this.size = 0;
    if (entries === undefined || entries === null) return;
    for (let i = 0; i < entries.length; i++) this.set(entries[i][0], entries[i][1]);
  }

  get(key) {
    const index = place(this.names, key);
    return index < 0 ? undefined : this.contents[index];
  }

  has(key) { return place(this.names, key) >= 0; }

  set(key, value) {
    let index = place(this.names, key);
    if (index < 0) {
      index = this.size++;
      this.names[index] = key;
    }
    this.contents[index] = value;
    return this;
  }

  delete(key) {
    const index = place(this.names, key);
    if (index < 0) return false;
    remove(this.names, index);
    remove(this.contents, index);
    this.size--;
    return true;
  }

  clear() {
    this.names = [];
    this.contents = [];
    this.size = 0;
  }

  forEach(action) {
    for (let i = 0; i < this.size; i++) action(this.contents[i], this.names[i], this);
  }

  /** An array rather than an iterator, as are `values` and `entries`. */
  keys() { return copy(this.names); }

  values() { return copy(this.contents); }

  entries() {
    const result = [];
    for (let i = 0; i < this.size; i++) result[i] = [this.names[i], this.contents[i]];
    return result;
  }
}

/** A set of values of any kind; finding one takes time that grows with their number. */
export class Set {
  constructor(values) {
    this.members = [];
    this.size = 0;
    if (values === undefined || values === null) return;
    for (let i = 0; i < values.length; i++) this.add(values[i]);
  }

  has(value) { return place(this.members, value) >= 0; }

  add(value) {
    if (place(this.members, value) < 0) this.members[this.size++] = value;
    return this;
  }

  delete(value) {
    const index = place(this.members, value);
    if (index < 0) return false;
    remove(this.members, index);
    this.size--;
    return true;
  }

  clear() {
    this.members = [];
    this.size = 0;
  }

  forEach(action) {
    for (let i = 0; i < this.size; i++) action(this.members[i], this.members[i], this);
  }

  /** An array rather than an iterator. */
  values() { return copy(this.members); }
}

/** Where `value` is in an array, or -1; NaN is found, too. */
function place(array, value) {
  for (let i = 0; i < array.length; i++) {
    const element = array[i];
    if (element === value || element !== element && value !== value) return i;
  }
  return -1;
}

function remove(array, index) {
  const last = array.length - 1;
  for (let i = index; i < last; i++) array[i] = array[i + 1];
  array.length = last;
}

function copy(array) {
  const result = [];
  for (let i = 0; i < array.length; i++) result[i] = array[i];
  return result;
}
