package import Engine

/// Why a call into a virtual machine did not return a value.
public enum VMError: Error {
  /// The guest program threw a value that it did not catch.
  case exception(GuestValue)
  /// The engine gave up. The guest program cannot catch this.
  case fault(ErrorCode)
  /// The engine gave up, and the machine cannot be used any more.
  case fatal(ErrorCode)

  /// The error number, as the C interface reports it.
  public var code: Int32 {
    switch self {
    case .exception: Fault.uncaughtException.code
    case .fault(let error), .fatal(let error): error.number
    }
  }
}

extension VMError {
  package init(_ fault: Fault) {
    let code = ErrorCode(number: fault.code)
    self = fault.isFatal ? .fatal(code) : .fault(code)
  }

  /// What `error`, which a host function threw, means to the machine.
  package init(ofHostFunction error: any Error) {
    self =
      switch error {
      case let exception as GuestException: .exception(exception.value)
      case let error as VMError: error
      default: .fault(.hostError)
      }
  }
}

/// An error number of the C interface, with its name (specification, section 1.4).
public struct ErrorCode: Hashable, Sendable, CustomStringConvertible {
  /// The number; a host may use others than the engine's.
  public let number: Int32

  /// An error number.
  public init(number: Int32) { self.number = number }

  /// What a host function reports that fails for a reason of its own.
  public static let hostError = ErrorCode(number: 14)

  /// The name, such as `MVM_E_TYPE_ERROR`, or `unknown`.
  public var name: String {
    number >= 0 && number < Self.names.count ? "MVM_E_\(Self.names[Int(number)])" : "unknown"
  }

  /// The name and the number.
  public var description: String { "\(name) (\(number))" }

  private static let names = [
    "SUCCESS", "UNEXPECTED", "MALLOC_FAIL", "ALLOCATION_TOO_LARGE", "INVALID_ADDRESS",
    "COPY_ACROSS_BUCKET_BOUNDARY", "FUNCTION_NOT_FOUND", "INVALID_HANDLE", "STACK_OVERFLOW",
    "UNRESOLVED_IMPORT", "ATTEMPT_TO_WRITE_TO_ROM", "INVALID_ARGUMENTS", "TYPE_ERROR",
    "TARGET_NOT_CALLABLE", "HOST_ERROR", "NOT_IMPLEMENTED", "HOST_RETURNED_INVALID_VALUE",
    "ASSERTION_FAILED", "INVALID_BYTECODE", "UNRESOLVED_EXPORT", "RANGE_ERROR", "DETACHED_EPHEMERAL",
    "TARGET_IS_NOT_A_VM_FUNCTION", "FLOAT64", "NAN", "NEG_ZERO", "OPERATION_REQUIRES_FLOAT_SUPPORT",
    "BYTECODE_CRC_FAIL", "BYTECODE_REQUIRES_FLOAT_SUPPORT", "PROTO_IS_READONLY", "SNAPSHOT_TOO_LARGE",
    "MALLOC_MUST_RETURN_POINTER_TO_EVEN_BOUNDARY", "ARRAY_TOO_LONG", "OUT_OF_MEMORY", "TOO_MANY_ARGUMENTS",
    "REQUIRES_LATER_ENGINE", "PORT_FILE_VERSION_MISMATCH", "PORT_FILE_MACRO_TEST_FAILURE",
    "EXPECTED_POINTER_SIZE_TO_BE_16_BIT", "EXPECTED_POINTER_SIZE_NOT_TO_BE_16_BIT",
    "TYPE_ERROR_TARGET_IS_NOT_CALLABLE", "TDZ_ERROR", "MALLOC_NOT_WITHIN_RAM_PAGE", "INVALID_ARRAY_INDEX",
    "UNCAUGHT_EXCEPTION", "FATAL_ERROR_MUST_KILL_VM", "OBJECT_KEYS_ON_NON_OBJECT",
    "INVALID_UINT8_ARRAY_LENGTH", "CAN_ONLY_ASSIGN_BYTES_TO_UINT8_ARRAY", "WRONG_BYTECODE_VERSION",
    "USING_NEW_ON_NON_CLASS", "INSTRUCTION_COUNT_REACHED", "REQUIRES_ACTIVE_VM", "ASYNC_START_ERROR",
    "ASYNC_WITHOUT_AWAIT", "TYPE_ERROR_AWAIT_NON_PROMISE", "HEAP_CORRUPT",
    "CLASS_PROTOTYPE_MUST_BE_NULL_OR_OBJECT", "UNINITIALIZED_GLOBAL",
  ]
}
