// The parts of the interface that need C: constants, the weak hook, and settings shared by all machines.
#include "microvium.h"

#include <stdio.h>
#include <stdlib.h>

const mvm_Value mvm_undefined = 0x01;
const mvm_Value mvm_null = 0x05;

static mvm_TsConfiguration configuration = {65534, 4096, false, false};

void mvm_setConfiguration(const mvm_TsConfiguration *wanted) { configuration = *wanted; }

mvm_TsConfiguration mvm_getConfiguration(void) { return configuration; }

__attribute__((weak)) void mvm_fatalError(mvm_VM *vm, mvm_TeError error) {
  (void)vm;
  fprintf(stderr, "microvium: fatal error %d\n", (int)error);
  abort();
}
