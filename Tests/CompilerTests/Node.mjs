// Prints what programs print, as JSON: an object with the lines of each of the files that the arguments name.

import { readFileSync } from 'node:fs';

let lines = [];

function text(value) {
  if (typeof value === 'function') return '[function]';
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? '[array]' : '[object]';
}

globalThis.print = (...values) => { lines.push(values.map(text).join(' ')); };
// Programs may leave promises rejected.
process.on('unhandledRejection', () => {});

const output = {};
for (const path of process.argv.slice(2)) {
  lines = [];
  try {
    await import('data:text/javascript,' + encodeURIComponent(readFileSync(path, 'utf8')));
  } catch (error) {
    lines.push(`throws ${text(error)}`);
  }
  // All jobs that the program has started are done before this one.
  await new Promise(resolve => setTimeout(resolve));
  output[path] = lines;
}
process.stdout.write(JSON.stringify(output));
