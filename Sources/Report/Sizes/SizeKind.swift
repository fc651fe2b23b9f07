import IL
import Snapshot

/// What bytes of a file are used for: the grain of the table "bytes by kind".
public enum SizeKind: String, CaseIterable, Hashable, Sendable {
  case fileHeader = "file header"
  case importTable = "import table"
  case exportTable = "export table"
  case builtinTable = "built-in table"
  case stringTable = "string table"
  case strings
  case numbers
  case hostFunctions = "host function cells"
  case functionHeaders = "function headers"
  case code
  case objects
  case arrays
  case fixedLengthArrays = "fixed-length arrays"
  case closures
  case classes
  case byteArrays = "byte arrays"
  case globals = "global variables"
  case handles
  case internedKeys = "interned keys"
  case padding
  case unreferenced

  /// The kind of the bytes in `region` of a file with `program` in it.
  init(_ region: FileMap.Region, in program: Program) {
    switch region.owner {
    case .header: self = .fileHeader
    case .export: self = .exportTable
    case .builtin: self = .builtinTable
    case .hostImport: self = region.part == .entry ? .importTable : .hostFunctions
    case .internedKeys: self = region.part == .entry ? .builtinTable : .internedKeys
    case .string: self = region.part == .entry ? .stringTable : .strings
    case .number: self = .numbers
    case .function:
      let isHeader = region.part == .allocationHeader || region.part == .continuationHeader
      self = isHeader ? .functionHeaders : .code
    case .allocation(let id): self.init(program.allocations[id].content)
    case .global: self = .globals
    case .handle: self = .handles
    case .padding: self = .padding
    case .unreferenced: self = .unreferenced
    }
  }

  private init(_ content: Allocation.Content) {
    switch content {
    case .object: self = .objects
    case .array: self = .arrays
    case .fixedLengthArray: self = .fixedLengthArrays
    case .closure: self = .closures
    case .classValue: self = .classes
    case .uint8Array: self = .byteArrays
    }
  }
}
