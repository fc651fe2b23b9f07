// A thermometer with two scales. Which function `convert` is, the host decides.
let station = 'north';        // handed over by every call, read by neither function
let comment = 'uncalibrated'; // the same; `fahrenheit` does not even declare a parameter for it

function celsius(station, raw, step, comment) {
  return raw * step;
}

function fahrenheit(station, raw, step) {
  return raw * step * 9 / 5 + 32;
}

function measure(raw, step, metric) {
  const convert = metric ? celsius : fahrenheit;
  return convert(station, raw, step, comment);
}

// A direct call of one of the two: its arguments must stay where that function looks for them.
function boiling(raw) {
  return fahrenheit(station, raw + 1000, 2, comment);
}

vmExport(1, measure);
vmExport(2, boiling);
