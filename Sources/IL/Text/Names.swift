/// The names of a program's entities in IL text: `@global`, `&function`, `$allocation`, `!import`.
///
/// An entity without a name, or with one that another has too, is called by its index.
public struct Names: Sendable {
  private let imports: [String]
  private let globals: [String]
  private let allocations: [String]
  private let functions: [String]
  private let strings: EntityTable<StringConstant>

  /// Chooses the names for `program`.
  public init(_ program: Program) {
    imports = Self.choose(program.imports, prefix: "!h") { $0.name }
    globals = Self.choose(program.globals, prefix: "@g") { $0.name }
    allocations = Self.choose(program.allocations, prefix: "$a") { $0.name }
    functions = Self.choose(program.functions, prefix: "&f") { $0.name }
    strings = program.strings
  }

  /// The name of an import.
  public subscript(id: ImportID) -> String { imports[id.index] }
  /// The name of a global.
  public subscript(id: GlobalID) -> String { globals[id.index] }
  /// The name of an allocation.
  public subscript(id: AllocationID) -> String { allocations[id.index] }
  /// The name of a function.
  public subscript(id: FunctionID) -> String { functions[id.index] }
  /// The text of a string constant, quoted.
  public subscript(id: StringID) -> String {
    strings.contains(id) ? Self.quoted(strings[id].bytes) : "<removed string>"
  }

  /// The text of a value.
  public subscript(value: Value) -> String {
    switch value {
    case .undefined: "undefined"
    case .null: "null"
    case .boolean(let boolean): boolean ? "true" : "false"
    case .number(let number): number.description
    case .string(let id): self[id]
    case .deleted: "deleted"
    case .noOpFunction: "no_op"
    case .function(let id): self[id]
    case .continuation(let id, let label): "\(self[id]):L\(label.index)"
    case .hostFunction(let id): self[id]
    case .allocation(let id): self[id]
    case .handle(let id): "handle \(self[id])"
    }
  }

  /// The text of an operation.
  public subscript(operation: Operation) -> String {
    let (mnemonic, operands) = operation.text
    return ([mnemonic] + operands.map { self[$0] }).joined(separator: " ")
  }

  private subscript(operand: Operation.Operand) -> String {
    switch operand {
    case .count(let count): String(count)
    case .value(let value): self[value]
    case .label(let label): "L\(label.index)"
    case .global(let id): self[id]
    case .function(let id): self[id]
    case .hostFunction(let id): self[id]
    case .flag(let word): word
    }
  }

  /// Text in quotes, with escapes for what is not printable or not UTF-8.
  public static func quoted(_ bytes: [UInt8]) -> String {
    let text = String(validating: bytes, as: UTF8.self)
    var quoted = "\""
    for scalar in text?.unicodeScalars.map({ $0 }) ?? bytes.map({ Unicode.Scalar($0) }) {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || (text == nil && scalar.value >= 0x80):
        quoted += "\\x" + hexadecimal(UInt8(scalar.value))
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Two hexadecimal digits.
  static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  private static func choose<Element>(
    _ table: EntityTable<Element>, prefix: String, name: (Element) -> String?
  ) -> [String] {
    var uses: [String: Int] = [:]
    for (_, element) in table.entries { if let name = name(element) { uses[name, default: 0] += 1 } }
    return (0..<table.capacity).map { index in
      let id = EntityID<Element>(index)
      let fallback = "\(prefix)\(index)"
      guard table.contains(id), let name = name(table[id]), uses[name] == 1, isIdentifier(name) else {
        return fallback
      }
      // A name of the form of an index could be that of another entity.
      return isIndexName(name, prefix: prefix) ? fallback : "\(prefix.first!)\(name)"
    }
  }

  private static func isIndexName(_ name: String, prefix: String) -> Bool {
    name.first == prefix.last && name.dropFirst().allSatisfy(\.isNumber)
  }

  /// True iff IL text can have `name` behind a sigil.
  static func isIdentifier(_ name: some StringProtocol) -> Bool {
    !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
  }
}
