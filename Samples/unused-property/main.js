// A fan's settings. Nothing changes them once the program is built.
const fan = {
  duty: 40,           // what the host asks for
  serial: 'FC-0117'   // looked at below, but for nothing
};

function start() {
  const serial = fan.serial;   // nobody reads this variable
  return fan.duty;
}

vmExport(1, start);
