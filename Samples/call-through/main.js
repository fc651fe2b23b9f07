// Motor moves, each started through `call`, which knows nothing of the function it calls.
const motor = vmImport(1);    // motor(on)

let owner = 'axis-x';         // `owner` and `unit` reach functions that do not read them
let unit = 'mm';

function call(move, owner, steps, factor, unit) {
  motor(true);
  const end = move(owner, steps, factor, unit);
  motor(false);
  return end;
}

function forward(owner, steps, factor, unit) {
  return steps * factor;
}

function back(owner, steps, factor) {
  return 0 - steps / factor;
}

function run(steps, factor) {
  return call(forward, owner, steps, factor, unit) + call(back, owner, steps, factor, unit);
}

vmExport(1, run);
