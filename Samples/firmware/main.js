const print = vmImport(1);
const operation = vmImport(2);

class Counter {
  constructor(step) {
    this.step = step;
    this.total = 0;
  }
  next() {
    this.total = this.total + this.step;
    return this.total;
  }
}

const primes = (limit) => {
  const found = [];
  for (let n = 2; n < limit; n++) {
    let isPrime = true;
    for (let i = 0; i < found.length; i++) if (n % found[i] === 0) isPrime = false;
    if (isPrime) found.push(n);
  }
  return found;
};

const work = async () => {
  const answer = await operation();
  print('the operation gave', answer);
};

vmExport(1, () => {
  print('hello from', 'JavaScript');
  const list = primes(30);
  let text = '';
  for (let i = 0; i < list.length; i++) text = text + ' ' + list[i];
  print('primes:' + text);
  const counter = new Counter(0.1);
  counter.next();
  counter.next();
  print('sum:', counter.next(), 1 / 3, 2 ** 0.5);
  try {
    throw 'thrown and caught';
  } catch (e) {
    print(e);
  }
  work();
});

// Reading a property of a number ends the call with error 12.
vmExport(2, (value) => value.missing.deeper);
vmExport(3, () => print('still running'));
