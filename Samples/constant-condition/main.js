// A blinking light, built for one of two boards and without its trace.
const light = vmImport(1);    // light(pin, on)
const print = vmImport(2);    // print(text), for the trace only

const BOARD = 'mini';
const TRACE = false;

let pin;
if (BOARD === 'full') pin = 25;
else pin = 13;

function trace(text, value) {
  if (TRACE) print('[' + BOARD + '] ' + text + value);
}

function blink(on) {
  trace('light is ', on);
  if (pin === 25) light('expander', on);
  light(pin, on);
}

vmExport(1, blink);
