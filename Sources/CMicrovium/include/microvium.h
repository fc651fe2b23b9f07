// The C interface of the engine. Names, types and error numbers are those of Microvium 8.0.0, so that a host written
// for its engine compiles and links against this one unchanged.
#ifndef MICROVIUM_H
#define MICROVIUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MVM_ENGINE_MAJOR_VERSION 8
#define MVM_ENGINE_MINOR_VERSION 0
#define MVM_SUPPORT_FLOAT 1
#define MVM_FLOAT64 double
#define MVM_INCLUDE_SNAPSHOT_CAPABILITY 1
#define MVM_INCLUDE_DEBUG_CAPABILITY 1
#define MVM_GAS_COUNTER 1

#ifndef MVM_EXPORT
#define MVM_EXPORT
#endif

#ifdef __cplusplus
extern "C" {
#endif

// A value of the guest program. References in it become stale when garbage is collected, unless it is in a
// registered handle, an argument of the host function that runs, or that function's result.
typedef uint16_t mvm_Value;
typedef uint16_t mvm_VMExportID;
typedef uint16_t mvm_HostFunctionID;

typedef struct mvm_VM mvm_VM;

typedef enum mvm_TeError {
  MVM_E_SUCCESS = 0,
  MVM_E_UNEXPECTED = 1,
  MVM_E_MALLOC_FAIL = 2,
  MVM_E_ALLOCATION_TOO_LARGE = 3,
  MVM_E_INVALID_ADDRESS = 4,
  MVM_E_COPY_ACROSS_BUCKET_BOUNDARY = 5,
  MVM_E_FUNCTION_NOT_FOUND = 6,
  MVM_E_INVALID_HANDLE = 7,
  MVM_E_STACK_OVERFLOW = 8,
  MVM_E_UNRESOLVED_IMPORT = 9,
  MVM_E_ATTEMPT_TO_WRITE_TO_ROM = 10,
  MVM_E_INVALID_ARGUMENTS = 11,
  MVM_E_TYPE_ERROR = 12,
  MVM_E_TARGET_NOT_CALLABLE = 13,
  MVM_E_HOST_ERROR = 14,
  MVM_E_NOT_IMPLEMENTED = 15,
  MVM_E_HOST_RETURNED_INVALID_VALUE = 16,
  MVM_E_ASSERTION_FAILED = 17,
  MVM_E_INVALID_BYTECODE = 18,
  MVM_E_UNRESOLVED_EXPORT = 19,
  MVM_E_RANGE_ERROR = 20,
  MVM_E_DETACHED_EPHEMERAL = 21,
  MVM_E_TARGET_IS_NOT_A_VM_FUNCTION = 22,
  MVM_E_FLOAT64 = 23,
  MVM_E_NAN = 24,
  MVM_E_NEG_ZERO = 25,
  MVM_E_OPERATION_REQUIRES_FLOAT_SUPPORT = 26,
  MVM_E_BYTECODE_CRC_FAIL = 27,
  MVM_E_BYTECODE_REQUIRES_FLOAT_SUPPORT = 28,
  MVM_E_PROTO_IS_READONLY = 29,
  MVM_E_SNAPSHOT_TOO_LARGE = 30,
  MVM_E_MALLOC_MUST_RETURN_POINTER_TO_EVEN_BOUNDARY = 31,
  MVM_E_ARRAY_TOO_LONG = 32,
  MVM_E_OUT_OF_MEMORY = 33,
  MVM_E_TOO_MANY_ARGUMENTS = 34,
  MVM_E_REQUIRES_LATER_ENGINE = 35,
  MVM_E_PORT_FILE_VERSION_MISMATCH = 36,
  MVM_E_PORT_FILE_MACRO_TEST_FAILURE = 37,
  MVM_E_EXPECTED_POINTER_SIZE_TO_BE_16_BIT = 38,
  MVM_E_EXPECTED_POINTER_SIZE_NOT_TO_BE_16_BIT = 39,
  MVM_E_TYPE_ERROR_TARGET_IS_NOT_CALLABLE = 40,
  MVM_E_TDZ_ERROR = 41,
  MVM_E_MALLOC_NOT_WITHIN_RAM_PAGE = 42,
  MVM_E_INVALID_ARRAY_INDEX = 43,
  MVM_E_UNCAUGHT_EXCEPTION = 44,
  MVM_E_FATAL_ERROR_MUST_KILL_VM = 45,
  MVM_E_OBJECT_KEYS_ON_NON_OBJECT = 46,
  MVM_E_INVALID_UINT8_ARRAY_LENGTH = 47,
  MVM_E_CAN_ONLY_ASSIGN_BYTES_TO_UINT8_ARRAY = 48,
  MVM_E_WRONG_BYTECODE_VERSION = 49,
  MVM_E_USING_NEW_ON_NON_CLASS = 50,
  MVM_E_INSTRUCTION_COUNT_REACHED = 51,
  MVM_E_REQUIRES_ACTIVE_VM = 52,
  MVM_E_ASYNC_START_ERROR = 53,
  MVM_E_ASYNC_WITHOUT_AWAIT = 54,
  MVM_E_TYPE_ERROR_AWAIT_NON_PROMISE = 55,
  MVM_E_HEAP_CORRUPT = 56,
  MVM_E_CLASS_PROTOTYPE_MUST_BE_NULL_OR_OBJECT = 57,
  MVM_E_UNINITIALIZED_GLOBAL = 58,
} mvm_TeError;

typedef enum mvm_TeType {
  VM_T_UNDEFINED = 0,
  VM_T_NULL = 1,
  VM_T_BOOLEAN = 2,
  VM_T_NUMBER = 3,
  VM_T_STRING = 4,
  VM_T_FUNCTION = 5,
  VM_T_OBJECT = 6,
  VM_T_ARRAY = 7,
  VM_T_UINT8_ARRAY = 8,
  VM_T_CLASS = 9,
  VM_T_SYMBOL = 10,
  VM_T_BIG_INT = 11,
  VM_T_END,
} mvm_TeType;

// A host function. Returns MVM_E_SUCCESS with the result in *result, MVM_E_UNCAUGHT_EXCEPTION to throw *result, or
// another error, which ends the call into the machine. `args` does not include `this`.
typedef mvm_TeError (*mvm_TfHostFunction)(
  mvm_VM *vm, mvm_HostFunctionID hostFunctionID, mvm_Value *result, mvm_Value *args, uint8_t argCount);

// Finds the host function of an import id, for mvm_restore.
typedef mvm_TeError (*mvm_TfResolveImport)(
  mvm_HostFunctionID hostFunctionID, void *context, mvm_TfHostFunction *out_hostFunction);

typedef void (*mvm_TfBreakpointCallback)(mvm_VM *vm, uint16_t bytecodeAddress);

// Sizes in bytes.
typedef struct mvm_TsMemoryStats {
  size_t totalSize;
  size_t fragmentCount;
  size_t coreSize;
  size_t importTableSize;
  size_t globalVariablesSize;
  size_t registersSize;
  size_t stackHeight;
  size_t stackAllocatedCapacity;
  size_t stackHighWaterMark;
  size_t virtualHeapUsed;
  size_t virtualHeapHighWaterMark;
  size_t virtualHeapAllocatedCapacity;
} mvm_TsMemoryStats;

// Keeps a value alive and up to date. Belongs to the host; must not move between mvm_initializeHandle and
// mvm_releaseHandle.
typedef struct mvm_Handle {
  mvm_Value _value;
  struct mvm_Handle *_next;
} mvm_Handle;

extern const mvm_Value mvm_undefined;
extern const mvm_Value mvm_null;

// Restores a snapshot. It must outlive the machine, and begin at a multiple of four if it is trusted.
MVM_EXPORT mvm_TeError mvm_restore(
  mvm_VM **result, const void *snapshotBytecode, size_t bytecodeSize, void *context,
  mvm_TfResolveImport resolveImport);
MVM_EXPORT void mvm_free(mvm_VM *vm);
MVM_EXPORT void *mvm_getContext(mvm_VM *vm);

// Finds exports. An id that does not exist gives undefined and MVM_E_UNRESOLVED_EXPORT.
MVM_EXPORT mvm_TeError mvm_resolveExports(
  mvm_VM *vm, const mvm_VMExportID *ids, mvm_Value *results, uint8_t count);

// Calls a function, or creates an instance of a class. `out_result` and `args` may be NULL.
MVM_EXPORT mvm_TeError mvm_call(
  mvm_VM *vm, mvm_Value func, mvm_Value *out_result, mvm_Value *args, uint8_t argCount);
// The same with a value for `this`.
MVM_EXPORT mvm_TeError mvm_callEx(
  mvm_VM *vm, mvm_Value func, mvm_Value thisValue, mvm_Value *out_result, mvm_Value *args, uint8_t argCount);

MVM_EXPORT void mvm_initializeHandle(mvm_VM *vm, mvm_Handle *handle);
MVM_EXPORT void mvm_cloneHandle(mvm_VM *vm, mvm_Handle *target, const mvm_Handle *source);
MVM_EXPORT mvm_TeError mvm_releaseHandle(mvm_VM *vm, mvm_Handle *handle);
static inline mvm_Value mvm_handleGet(const mvm_Handle *handle) { return handle->_value; }
static inline mvm_Value *mvm_handleAt(mvm_Handle *handle) { return &handle->_value; }
static inline void mvm_handleSet(mvm_Handle *handle, mvm_Value value) { handle->_value = value; }

MVM_EXPORT mvm_TeType mvm_typeOf(mvm_VM *vm, mvm_Value value);
// The value as text that ends with a zero byte; valid until garbage is collected. `out_sizeBytes` may be NULL.
MVM_EXPORT const char *mvm_toStringUtf8(mvm_VM *vm, mvm_Value value, size_t *out_sizeBytes);
MVM_EXPORT size_t mvm_stringSizeUtf8(mvm_VM *vm, mvm_Value value);
MVM_EXPORT bool mvm_toBool(mvm_VM *vm, mvm_Value value);
MVM_EXPORT int32_t mvm_toInt32(mvm_VM *vm, mvm_Value value);
MVM_EXPORT MVM_FLOAT64 mvm_toFloat64(mvm_VM *vm, mvm_Value value);
MVM_EXPORT bool mvm_isNaN(mvm_Value value);
MVM_EXPORT bool mvm_equal(mvm_VM *vm, mvm_Value a, mvm_Value b);

MVM_EXPORT mvm_Value mvm_newBoolean(bool value);
MVM_EXPORT mvm_Value mvm_newInt32(mvm_VM *vm, int32_t value);
MVM_EXPORT mvm_Value mvm_newNumber(mvm_VM *vm, MVM_FLOAT64 value);
MVM_EXPORT mvm_Value mvm_newString(mvm_VM *vm, const char *valueUtf8, size_t sizeBytes);
MVM_EXPORT mvm_Value mvm_uint8ArrayFromBytes(mvm_VM *vm, const uint8_t *data, size_t size);
// The bytes themselves, which may be written to; valid until garbage is collected.
MVM_EXPORT mvm_TeError mvm_uint8ArrayToBytes(
  mvm_VM *vm, mvm_Value uint8ArrayValue, uint8_t **out_data, size_t *out_size);

// In a host function: it completes later. Returns a function for the host to call with (success, value); sets
// *result to what the host function has to return.
MVM_EXPORT mvm_Value mvm_asyncStart(mvm_VM *vm, mvm_Value *result);

MVM_EXPORT void mvm_runGC(mvm_VM *vm, bool squeeze);
MVM_EXPORT void mvm_getMemoryStats(mvm_VM *vm, mvm_TsMemoryStats *out_stats);
// A block for the host to free, or NULL if there is no memory.
MVM_EXPORT void *mvm_createSnapshot(mvm_VM *vm, size_t *out_size);

MVM_EXPORT uint16_t mvm_getCurrentAddress(mvm_VM *vm);
MVM_EXPORT void mvm_stopAfterNInstructions(mvm_VM *vm, int32_t n);
MVM_EXPORT int32_t mvm_getInstructionCountRemaining(mvm_VM *vm);
// Address -1 matches every instruction.
MVM_EXPORT void mvm_dbg_setBreakpoint(mvm_VM *vm, int bytecodeAddress);
MVM_EXPORT void mvm_dbg_removeBreakpoint(mvm_VM *vm, uint16_t bytecodeAddress);
MVM_EXPORT void mvm_dbg_setBreakpointCallback(mvm_VM *vm, mvm_TfBreakpointCallback callback);

// ---- What the reference engine configures with macros at build time.

// Called for fatal errors; the machine is unusable from then on, and this must not return. The library has a weak
// definition that prints the error and aborts; a host may define its own.
void mvm_fatalError(mvm_VM *vm, mvm_TeError error);

// Settings for machines that are restored later.
typedef struct mvm_TsConfiguration {
  size_t heapLimit;    // at most 65534 bytes
  size_t stackSize;    // at most 16384 bytes
  bool trustSnapshot;  // use the snapshot in place, without guard zones and validation
  bool ecmascript;     // do what ECMAScript says where the reference engine differs
} mvm_TsConfiguration;
MVM_EXPORT void mvm_setConfiguration(const mvm_TsConfiguration *configuration);
MVM_EXPORT mvm_TsConfiguration mvm_getConfiguration(void);

#ifdef __cplusplus
}
#endif

#endif
