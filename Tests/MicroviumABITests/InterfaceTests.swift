import CMicrovium
import Foundation
import MicroviumABI
import Testing

/// Section 1 of the specification: the C interface, on the snapshot of `Samples/c-host/main.js`.
@Suite("C interface", .serialized)
struct InterfaceTests {
  private static let snapshot: Data = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Samples/c-host/sample.mvm-bc")
    return (try? Data(contentsOf: file)) ?? Data()
  }()

  /// Restores the sample, runs `body`, and frees the machine.
  private func withMachine(_ body: (OpaquePointer) throws -> Void) throws {
    try Self.snapshot.withUnsafeBytes { bytes in
      var vm: OpaquePointer?
      let error = mvm_restore(&vm, bytes.baseAddress, bytes.count, nil) { _, _, function in
        function?.pointee = recordCall
        return MVM_E_SUCCESS
      }
      #expect(error == MVM_E_SUCCESS)
      try body(try #require(vm))
      mvm_free(vm)
    }
  }

  private func export(_ vm: OpaquePointer, _ id: UInt16) -> mvm_Value {
    var ids = [id]
    var values: [mvm_Value] = [0]
    #expect(mvm_resolveExports(vm, &ids, &values, 1) == MVM_E_SUCCESS)
    return values[0]
  }

  @Test("restore reports what is wrong, and the resolver's errors")
  func restore() {
    var vm: OpaquePointer?
    #expect(mvm_restore(&vm, nil, 0, nil, { _, _, _ in MVM_E_SUCCESS }) == MVM_E_INVALID_BYTECODE)
    Self.snapshot.withUnsafeBytes { bytes in
      var damaged = Array(bytes)
      damaged[40] ^= 1
      #expect(
        mvm_restore(&vm, damaged, damaged.count, nil, { _, _, _ in MVM_E_SUCCESS }) == MVM_E_BYTECODE_CRC_FAIL
      )
      #expect(
        mvm_restore(&vm, bytes.baseAddress, bytes.count, nil, { _, _, _ in MVM_E_SUCCESS })
          == MVM_E_UNRESOLVED_IMPORT)
      #expect(
        mvm_restore(&vm, bytes.baseAddress, bytes.count, nil, { _, _, _ in MVM_E_HOST_ERROR })
          == MVM_E_HOST_ERROR)
    }
    #expect(vm == nil)
  }

  @Test("values have types, texts and numbers")
  func values() throws {
    try withMachine { vm in
      #expect(mvm_typeOf(vm, mvm_undefined) == VM_T_UNDEFINED && mvm_typeOf(vm, mvm_null) == VM_T_NULL)
      #expect(mvm_typeOf(vm, mvm_newBoolean(true)) == VM_T_BOOLEAN && mvm_toBool(vm, mvm_newBoolean(true)))
      #expect(mvm_typeOf(vm, export(vm, 1)) == VM_T_FUNCTION)
      let number = mvm_newNumber(vm, 1.5)
      #expect(mvm_typeOf(vm, number) == VM_T_NUMBER && mvm_toFloat64(vm, number) == 1.5)
      #expect(mvm_toInt32(vm, mvm_newInt32(vm, -100_000)) == -100_000)
      #expect(mvm_isNaN(mvm_newNumber(vm, .nan)) && !mvm_isNaN(number))
      // The reference mode is the default: a number in a heap cell is false.
      #expect(!mvm_toBool(vm, number))
      let text = mvm_newString(vm, "a\0b", 3)
      var size = 0
      let bytes = try #require(mvm_toStringUtf8(vm, text, &size))
      #expect(size == 3 && bytes[0] == 97 && bytes[1] == 0 && bytes[2] == 98 && bytes[3] == 0)
      #expect(mvm_stringSizeUtf8(vm, mvm_newInt32(vm, -12345)) == 6)
      #expect(String(cString: try #require(mvm_toStringUtf8(vm, number, nil))) == "1.5")
      #expect(mvm_equal(vm, text, mvm_newString(vm, "a\0b", 3)))
    }
  }

  @Test("bytes of a buffer are its own, and nothing else has any")
  func buffers() throws {
    try withMachine { vm in
      let buffer = mvm_uint8ArrayFromBytes(vm, [1, 2, 3], 3)
      var data: UnsafeMutablePointer<UInt8>?
      var size = 0
      #expect(mvm_uint8ArrayToBytes(vm, buffer, &data, &size) == MVM_E_SUCCESS && size == 3)
      data?[1] = 10
      var arguments = [buffer]
      var sum: mvm_Value = 0
      #expect(mvm_call(vm, export(vm, 3), &sum, &arguments, 1) == MVM_E_SUCCESS)
      #expect(mvm_toInt32(vm, sum) == 14)
      #expect(mvm_uint8ArrayToBytes(vm, mvm_null, &data, &size) == MVM_E_TYPE_ERROR)
    }
  }

  @Test("handles keep values, and know whether they are registered")
  func handles() throws {
    try withMachine { vm in
      var (first, second, third) = (mvm_Handle(), mvm_Handle(), mvm_Handle())
      withUnsafeMutablePointer(to: &first) { first in
        withUnsafeMutablePointer(to: &second) { second in
          mvm_initializeHandle(vm, first)
          _ = mvm_newString(vm, "garbage", 7)
          mvm_handleSet(first, mvm_newString(vm, "kept", 4))
          mvm_cloneHandle(vm, second, first)
          mvm_runGC(vm, true)
          #expect(mvm_equal(vm, mvm_handleGet(first), mvm_handleGet(second)))
          #expect(mvm_stringSizeUtf8(vm, mvm_handleGet(first)) == 4)
          #expect(mvm_releaseHandle(vm, first) == MVM_E_SUCCESS)
          #expect(mvm_releaseHandle(vm, first) == MVM_E_INVALID_HANDLE)
          #expect(mvm_releaseHandle(vm, second) == MVM_E_SUCCESS)
        }
      }
      #expect(mvm_releaseHandle(vm, &third) == MVM_E_INVALID_HANDLE)
    }
  }

  @Test("calls: results, errors that leave the result alone, missing exports, gas")
  func calls() throws {
    try withMachine { vm in
      var arguments = [mvm_newInt32(vm, 3), mvm_newInt32(vm, 5)]
      var result: mvm_Value = 0xABCD
      #expect(mvm_call(vm, mvm_null, &result, nil, 0) == MVM_E_TYPE_ERROR_TARGET_IS_NOT_CALLABLE)
      #expect(result == 0xABCD)
      #expect(mvm_call(vm, export(vm, 2), &result, &arguments, 2) == MVM_E_SUCCESS)
      #expect(mvm_toInt32(vm, result) == 4)
      #expect(mvm_call(vm, export(vm, 2), nil, &arguments, 2) == MVM_E_SUCCESS)
      var ids: [UInt16] = [99, 2]
      var values: [mvm_Value] = [0, 0]
      #expect(mvm_resolveExports(vm, &ids, &values, 2) == MVM_E_UNRESOLVED_EXPORT)
      #expect(values[0] == mvm_undefined && mvm_typeOf(vm, values[1]) == VM_T_FUNCTION)
      mvm_stopAfterNInstructions(vm, 2)
      #expect(mvm_call(vm, values[1], &result, &arguments, 2) == MVM_E_INSTRUCTION_COUNT_REACHED)
      #expect(mvm_getInstructionCountRemaining(vm) == 0)
      mvm_stopAfterNInstructions(vm, -1)
      #expect(mvm_getCurrentAddress(vm) == 0)
    }
  }

  @Test("host functions get their arguments, an async one completes later")
  func hostFunctions() throws {
    try withMachine { vm in
      Calls.shared = []
      var name = mvm_newString(vm, "you", 3)
      #expect(mvm_call(vm, export(vm, 1), nil, &name, 1) == MVM_E_SUCCESS)
      // The clock has no arguments, the greeting three.
      #expect(Calls.shared == [[2], [1, 3]])
    }
  }

  @Test("breakpoints stop before the instruction, until they are removed")
  func breakpoints() throws {
    try withMachine { vm in
      Calls.breakpoints = 0
      mvm_dbg_setBreakpointCallback(vm) { vm, address in
        Calls.breakpoints += 1
        #expect(mvm_getCurrentAddress(vm) == address)
      }
      var arguments = [mvm_newInt32(vm, 3), mvm_newInt32(vm, 5)]
      let address = CInt(export(vm, 2) & 0xFFFC)
      mvm_dbg_setBreakpoint(vm, address)
      #expect(mvm_call(vm, export(vm, 2), nil, &arguments, 2) == MVM_E_SUCCESS)
      #expect(Calls.breakpoints == 1)
      mvm_dbg_setBreakpoint(vm, -1)
      #expect(mvm_call(vm, export(vm, 2), nil, &arguments, 2) == MVM_E_SUCCESS)
      #expect(Calls.breakpoints > 5)
      mvm_dbg_removeBreakpoint(vm, UInt16(address))
      mvm_dbg_removeBreakpoint(vm, 0xFFFF)
      let count = Calls.breakpoints
      #expect(mvm_call(vm, export(vm, 2), nil, &arguments, 2) == MVM_E_SUCCESS)
      #expect(Calls.breakpoints == count)
    }
  }

  @Test("a snapshot is a block that the host frees, and restores")
  func snapshots() throws {
    try withMachine { vm in
      var size = 0
      let block = try #require(mvm_createSnapshot(vm, &size))
      #expect(size == Self.snapshot.count)
      #expect(memcmp(block, Array(Self.snapshot), size) == 0)
      free(block)
      var statistics = mvm_TsMemoryStats()
      mvm_getMemoryStats(vm, &statistics)
      #expect(statistics.globalVariablesSize == 6 && statistics.importTableSize == 24)
      #expect(statistics.registersSize == 0 && statistics.coreSize > 0)
    }
  }
}

/// What host functions saw; C functions cannot capture anything.
private enum Calls {
  nonisolated(unsafe) static var shared: [[Int]] = []
  nonisolated(unsafe) static var breakpoints = 0
}

private let recordCall: mvm_TfHostFunction = { _, id, result, _, count in
  Calls.shared.append(count == 0 ? [Int(id)] : [Int(id), Int(count)])
  result?.pointee = mvm_undefined
  return MVM_E_SUCCESS
}
