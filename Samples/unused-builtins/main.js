// A heating curve. The table is filled while the program is built; later it is only read.
const SELF_TEST = false;
const curve = [];
for (let i = 0; i < 8; i++) curve.push(i * i);

async function selfTest(options) {
  const names = Reflect.ownKeys(options);
  for (let i = 0; i < names.length; i++) await options[names[i]];
  curve.push(names.length);
}

function heat(level) {
  if (SELF_TEST) selfTest({ level });
  return curve[level & 7];
}

vmExport(1, heat);
