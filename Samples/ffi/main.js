// A thermostat whose functions C++ calls, and which calls functions of C++.
import { exportToC, importFromC, generate } from './ffi.js';

const setHeater = importFromC('void', 'setHeater', [['bool', 'isOn']]);
const readTemperature = importFromC('double', 'readTemperature', [['int', 'sensor']]);
const log = importFromC('void', 'logMessage', [['string', 'message']]);

let target = 20;
let label = 'kitchen';

exportToC('void', 'setTarget', [['double', 'degrees']], degrees => { target = degrees; });
exportToC('string', 'rename', [['string', 'name']], name => {
  const before = label;
  label = name;
  return before;
});
exportToC('bool', 'update', [['int', 'sensor']], sensor => {
  const temperature = readTemperature(sensor);
  const isCold = temperature < target;
  setHeater(isCold);
  log(label + ': ' + temperature + (isCold ? ', heating' : ''));
  return isCold;
});
exportToC('int', 'add', [['int', 'a'], ['int', 'b']], (a, b) => a + b);
exportToC('any', 'same', [['any', 'value']], value => value);

generate('App_ffi');
