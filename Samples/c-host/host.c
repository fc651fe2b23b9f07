// A C host: restores a snapshot, gives it three functions, and calls its exports.
//
// The guest program is in main.js. It imports `print` (1), `now` (2) and `later` (3), and exports `greet` (1),
// `average` (2), `checksum` (3) and `slow` (4).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "microvium.h"

static mvm_VM *vm;
// The callback of the asynchronous function that is under way.
static mvm_Handle pending;
static bool isPending;

static void check(mvm_TeError error, const char *what) {
  if (error == MVM_E_SUCCESS) return;
  fprintf(stderr, "%s: error %d\n", what, (int)error);
  exit(1);
}

// The engine calls this for errors that a machine does not survive.
void mvm_fatalError(mvm_VM *machine, mvm_TeError error) {
  (void)machine;
  fprintf(stderr, "fatal error %d\n", (int)error);
  exit(1);
}

static mvm_TeError print(mvm_VM *m, mvm_HostFunctionID id, mvm_Value *result, mvm_Value *args, uint8_t count) {
  (void)id;
  (void)result;
  for (uint8_t i = 0; i < count; i++) {
    // The text is valid until something is allocated.
    printf(i ? " %s" : "%s", mvm_toStringUtf8(m, args[i], NULL));
  }
  printf("\n");
  return MVM_E_SUCCESS;
}

static mvm_TeError now(mvm_VM *m, mvm_HostFunctionID id, mvm_Value *result, mvm_Value *args, uint8_t count) {
  (void)id;
  (void)args;
  (void)count;
  static int32_t time = 100000;
  time += 500;
  *result = mvm_newInt32(m, time);
  return MVM_E_SUCCESS;
}

static mvm_TeError later(mvm_VM *m, mvm_HostFunctionID id, mvm_Value *result, mvm_Value *args, uint8_t count) {
  (void)id;
  (void)args;
  (void)count;
  mvm_initializeHandle(m, &pending);
  mvm_handleSet(&pending, mvm_asyncStart(m, result));
  isPending = true;
  return MVM_E_SUCCESS;
}

static mvm_TeError resolve(mvm_HostFunctionID id, void *context, mvm_TfHostFunction *function) {
  (void)context;
  static const mvm_TfHostFunction functions[] = {NULL, print, now, later};
  if (id >= sizeof functions / sizeof *functions || !functions[id]) return MVM_E_UNRESOLVED_IMPORT;
  *function = functions[id];
  return MVM_E_SUCCESS;
}

static unsigned char *readFile(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  unsigned char *bytes = malloc(65536);
  *size = fread(bytes, 1, 65536, file);
  fclose(file);
  return bytes;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: host SNAPSHOT\n");
    return 64;
  }
  size_t size;
  unsigned char *snapshot = readFile(argv[1], &size);
  check(mvm_restore(&vm, snapshot, size, NULL, resolve), "restore");

  mvm_VMExportID ids[] = {1, 2, 3, 4};
  mvm_Value exports[4];
  check(mvm_resolveExports(vm, ids, exports, 4), "exports");

  mvm_Value name = mvm_newString(vm, "host", 4);
  check(mvm_call(vm, exports[0], NULL, &name, 1), "greet");

  mvm_Handle result;
  mvm_initializeHandle(vm, &result);
  mvm_Value numbers[] = {mvm_newInt32(vm, 3), mvm_newInt32(vm, 4)};
  check(mvm_call(vm, exports[1], mvm_handleAt(&result), numbers, 2), "average");
  printf("average: %g\n", mvm_toFloat64(vm, mvm_handleGet(&result)));

  mvm_Value bytes = mvm_uint8ArrayFromBytes(vm, (const uint8_t *)"123456789", 9);
  check(mvm_call(vm, exports[2], mvm_handleAt(&result), &bytes, 1), "checksum");
  printf("checksum: %d\n", (int)mvm_toInt32(vm, mvm_handleGet(&result)));

  check(mvm_call(vm, exports[3], NULL, NULL, 0), "slow");
  mvm_runGC(vm, true);
  if (isPending) {
    mvm_Value arguments[] = {mvm_newBoolean(true), mvm_newInt32(vm, 42)};
    check(mvm_call(vm, mvm_handleGet(&pending), NULL, arguments, 2), "completion");
    mvm_releaseHandle(vm, &pending);
  }
  mvm_releaseHandle(vm, &result);
  mvm_free(vm);
  free(snapshot);
  return 0;
}
