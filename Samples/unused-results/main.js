// A pump that works out what each run costs, for a meter that was never connected.
const pump = vmImport(1);     // pump(seconds)

const rates = { litres: 15, cents: 31 };
let currency = 'cent';

function cost(seconds, currency) {
  const litres = seconds * rates.litres;
  return { amount: litres * rates.cents, currency };
}

function run(seconds) {
  const bill = cost(seconds, currency);   // computed, and dropped
  pump(seconds);
}

vmExport(1, run);
