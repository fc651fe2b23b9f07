const print = vmImport(1);
const now = vmImport(2);
const later = vmImport(3);

let calls = 0;

vmExport(1, (name) => {
  calls++;
  print('hello, ' + name, calls, now());
});

vmExport(2, (a, b) => (a + b) / 2);

vmExport(3, (bytes) => {
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) sum = sum + bytes[i];
  return sum;
});

const work = async () => {
  const answer = await later();
  print('later:', answer);
};

vmExport(4, () => {
  work();
  print('started');
});
