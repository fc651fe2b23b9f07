// A pump that adds up statistics which nobody asks for.
const pump = vmImport(1);     // pump(seconds)

const rates = [12, 15, 21];
let tariff = 31;
let currency = 'cent';

function litres(seconds, level) {
  return seconds * rates[level];
}

function cost(seconds, level) {
  return { amount: litres(seconds, level) * tariff, currency };
}

function run(seconds) {
  const bill = cost(seconds, 1);   // computed, and dropped
  pump(seconds);
}

vmExport(1, run);
