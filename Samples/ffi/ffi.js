// Typed functions between JavaScript and C++: declare them here, and the build writes the glue.
//
//     exportToC('int', 'add', [['int', 'a'], ['int', 'b']], (a, b) => a + b);
//     const log = importFromC('void', 'log', [['string', 'message']]);
//     generate('App_ffi');
//
// All of this happens while the program is built: the snapshot has the exported functions in it and nothing else.
import * as fs from 'fs';

/** How each type is spelled in C++, and how values are converted. `any` is a value of the engine as it is. */
const types = {
  void: { cpp: 'void', fromGuest: undefined, toGuest: undefined },
  bool: { cpp: 'bool', fromGuest: v => `mvm_toBool(vm, ${v})`, toGuest: v => `mvm_newBoolean(${v})` },
  int: { cpp: 'int32_t', fromGuest: v => `mvm_toInt32(vm, ${v})`, toGuest: v => `mvm_newInt32(vm, ${v})` },
  double: { cpp: 'double', fromGuest: v => `mvm_toFloat64(vm, ${v})`, toGuest: v => `mvm_newNumber(vm, ${v})` },
  string: {
    cpp: 'std::string',
    fromGuest: v => `toString(vm, ${v})`,
    toGuest: v => `mvm_newString(vm, ${v}.data(), ${v}.size())`,
  },
  any: { cpp: 'mvm_Value', fromGuest: v => v, toGuest: v => v },
};

const exported = [];
const imported = [];

function typeNamed(name) {
  const type = types[name];
  if (type === undefined) throw `ffi: there is no type ${name}`;
  return type;
}

/** Lets C++ call `body` as a function `name` whose result and parameters have these types. */
export function exportToC(result, name, parameters, body) {
  const id = exported.length + 1;
  exported[exported.length] = { id, result: typeNamed(result), name, parameters: parameters.map(parameter) };
  vmExport(id, body);
}

/** A function that calls the C++ function `name`, which the firmware defines. */
export function importFromC(result, name, parameters) {
  const id = imported.length + 1;
  imported[imported.length] = { id, result: typeNamed(result), name, parameters: parameters.map(parameter) };
  return vmImport(id);
}

function parameter(pair) {
  if (pair[0] === 'void') throw `ffi: parameter ${pair[1]} cannot be void`;
  return { type: typeNamed(pair[0]), name: pair[1] };
}

/** Writes the files `name`.hpp and `name`.cpp into the folder in which the build runs. */
export function generate(name) {
  fs.writeFileSync(`${name}.hpp`, header());
  fs.writeFileSync(`${name}.cpp`, source(name));
}

function signature(scope, f) {
  const parameters = f.parameters.map(p => `${p.type.cpp} ${p.name}`).join(', ');
  return `${f.result.cpp} ${scope}${f.name}(${parameters})`;
}

function header() {
  return `// Made by the build from what JavaScript exports and imports; do not edit.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

extern "C" {
#include "microvium.h"
}

// What the firmware has to define.
${imported.map(f => `${signature('', f)};`).join('\n')}

/** The program, and the functions that it exports. */
class App {
public:
  /** Starts the program in a snapshot, which must outlive it. */
  App(const uint8_t* snapshot, size_t size);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /** What went wrong last; functions that fail give zero, or an empty string. */
  mvm_TeError error() const { return lastError; }

${exported.map(f => `  ${signature('', f)};`).join('\n')}

private:
  mvm_Value call(mvm_VMExportID id, mvm_Value* arguments, uint8_t count);

  mvm_VM* vm = nullptr;
  mvm_TeError lastError = MVM_E_SUCCESS;
};
`;
}

function source(name) {
  return `// Made by the build from what JavaScript exports and imports; do not edit.
#include "${name}.hpp"

static std::string toString(mvm_VM* vm, mvm_Value value) {
  size_t size = 0;
  const char* text = mvm_toStringUtf8(vm, value, &size);
  return std::string(text, size);
}

${imported.map(importGlue).join('\n')}
static mvm_TeError resolve(mvm_HostFunctionID id, void*, mvm_TfHostFunction* function) {
  switch (id) {
${imported.map(f => `    case ${f.id}: *function = call_${f.name}; return MVM_E_SUCCESS;`).join('\n')}
    default: return MVM_E_UNRESOLVED_IMPORT;
  }
}

App::App(const uint8_t* snapshot, size_t size) {
  lastError = mvm_restore(&vm, snapshot, size, nullptr, resolve);
}

App::~App() {
  if (vm != nullptr) mvm_free(vm);
}

mvm_Value App::call(mvm_VMExportID id, mvm_Value* arguments, uint8_t count) {
  mvm_Value result = mvm_undefined;
  if (vm == nullptr) return result;
  mvm_Value function;
  lastError = mvm_resolveExports(vm, &id, &function, 1);
  if (lastError == MVM_E_SUCCESS) lastError = mvm_call(vm, function, &result, arguments, count);
  return lastError == MVM_E_SUCCESS ? result : mvm_undefined;
}

${exported.map(exportGlue).join('\n')}`;
}

/** The function that the engine calls: it converts the arguments, calls the firmware, converts the result. */
function importGlue(f) {
  const values = f.parameters.map((p, i) =>
    p.type.fromGuest(`(count > ${i} ? arguments[${i}] : mvm_undefined)`)).join(', ');
  const call = `${f.name}(${values})`;
  const body = f.result === types.void
    ? `${call};`
    : `${f.result.cpp} value = ${call};\n  *result = ${f.result.toGuest('value')};`;
  return `static mvm_TeError call_${f.name}(
    mvm_VM* vm, mvm_HostFunctionID, mvm_Value* result, mvm_Value* arguments, uint8_t count) {
  (void)vm, (void)result, (void)arguments, (void)count;
  ${body}
  return MVM_E_SUCCESS;
}
`;
}

/** The method of `App`. Arguments that are made first are kept alive by handles while others are made. */
function exportGlue(f) {
  const count = f.parameters.length;
  const handles = f.parameters.map((p, i) => `  mvm_Handle handle${i};
  mvm_initializeHandle(vm, &handle${i});
  mvm_handleSet(&handle${i}, ${p.type.toGuest(p.name)});
`).join('');
  const values = f.parameters.map((p, i) => `mvm_handleGet(&handle${i})`).join(', ');
  const release = f.parameters.map((p, i) => `  mvm_releaseHandle(vm, &handle${i});\n`).join('');
  const isVoid = f.result === types.void;
  const nothing = isVoid ? 'return' : `return ${f.result.cpp}()`;
  const call = `call(${f.id}, ${count > 0 ? 'arguments' : 'nullptr'}, ${count})`;
  return `${signature('App::', f)} {
  if (vm == nullptr) ${nothing};
${handles}${count > 0 ? `  mvm_Value arguments[] = {${values}};\n` : ''}  ${isVoid ? '' : 'mvm_Value result = '}${call};
${release}${isVoid ? '' : `  if (lastError != MVM_E_SUCCESS) ${nothing};\n  return ${f.result.fromGuest('result')};\n`}}
`;
}
