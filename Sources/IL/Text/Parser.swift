extension Program {
  /// Reads a program from IL text, as `description` writes it.
  ///
  /// The result is not verified.
  public init(parsing text: String) throws(ParseError) {
    var parser = Parser(tokens: try Scanner.tokens(of: text))
    self = try parser.program()
  }
}

/// A recursive-descent parser for IL text.
///
/// Entities may be used before they are defined: a first walk over the tokens gives every definition its
/// identity, in the order of the text.
struct Parser {
  private let tokens: [Scanner.Token]
  var position = 0
  private var result = Program()
  private var strings: [[UInt8]: StringID] = [:]
  var imports: [String: ImportID] = [:]
  var globals: [String: GlobalID] = [:]
  private var allocations: [String: AllocationID] = [:]
  var functions: [String: FunctionID] = [:]

  /// The largest index that a name such as `&f12` can have: more than fit an image.
  private static let maximumIndex = 0xFFFF

  init(tokens: [Scanner.Token]) { self.tokens = tokens }

  mutating func program() throws(ParseError) -> Program {
    imports = try identities(sigil: "!", index: "h", after: ["import"])
    globals = try identities(sigil: "@", index: "g", after: ["global"])
    allocations = try identities(sigil: "$", index: "a", after: ["rom", "ram"])
    functions = try identities(sigil: "&", index: "f", after: ["function"])
    while current.kind != .end {
      if take(.newline) { continue }
      try statement()
    }
    return result
  }

  // MARK: Names

  /// The identity of each entity whose definition starts with one of `keywords` and a name.
  private func identities<Entity>(
    sigil: Character, index: String, after keywords: Set<String>
  ) throws(ParseError) -> [String: EntityID<Entity>] {
    var defined: [(name: String, index: Int?)] = []
    var names: Set<String> = []
    var taken: Set<Int> = []
    for (keyword, name) in zip(tokens, tokens.dropFirst()) {
      guard case .word(let word) = keyword.kind, keywords.contains(word),
        case .word(let text) = name.kind, text.first == sigil
      else { continue }
      func failure(_ message: String) -> ParseError {
        ParseError(line: name.line, column: name.column, message: message)
      }
      guard Names.isIdentifier(text.dropFirst()) else { throw failure("\(text) is not a name") }
      guard names.insert(text).inserted else { throw failure("\(text) is defined twice") }
      let explicit = text.hasPrefix("\(sigil)\(index)") ? Int(text.dropFirst(2)) : nil
      if let explicit {
        guard explicit <= Self.maximumIndex else { throw failure("the index in \(text) is too large") }
        guard taken.insert(explicit).inserted else { throw failure("the index in \(text) is defined twice") }
      }
      defined.append((text, explicit))
    }
    var identities: [String: EntityID<Entity>] = [:]
    var next = 0
    for (name, explicit) in defined {
      if explicit == nil {
        while taken.contains(next) { next += 1 }
        taken.insert(next)
      }
      let chosen = explicit ?? next
      identities[name] = EntityID(chosen)
      next = chosen + 1
    }
    return identities
  }

  func lookUp<ID>(_ name: String, in table: [String: ID]) throws(ParseError) -> ID {
    guard let id = table[name] else { throw failure("\(name) is not defined") }
    return id
  }

  /// Takes a name, and returns it with the identity that it has in `table`.
  private mutating func name<ID>(
    _ what: String, in table: [String: ID]
  ) throws(ParseError) -> (text: String, id: ID) {
    guard case .word(let text) = current.kind else { throw failure("expected \(what)") }
    let id = try lookUp(text, in: table)
    position += 1
    return (text, id)
  }

  /// The name for reports that a name in the text stands for, or nil if it is just an index.
  private func reportName(_ name: String, indexPrefix: Character) -> String? {
    let identifier = name.dropFirst()
    let isIndex =
      identifier.first == indexPrefix && identifier.count > 1 && identifier.dropFirst().allSatisfy(\.isNumber)
    return isIndex ? nil : String(identifier)
  }

  private mutating func string(_ bytes: [UInt8]) -> StringID {
    if let id = strings[bytes] { return id }
    let id = result.strings.append(StringConstant(bytes))
    strings[bytes] = id
    return id
  }

  // MARK: Tokens

  var current: Scanner.Token { tokens[position] }

  func failure(_ message: String) -> ParseError {
    ParseError(line: current.line, column: current.column, message: message)
  }

  mutating func take(_ kind: Scanner.Token.Kind) -> Bool {
    guard current.kind == kind else { return false }
    if kind != .end { position += 1 }
    return true
  }

  mutating func expect(_ character: Character) throws(ParseError) {
    guard take(.punctuation(character)) else { throw failure("expected '\(character)'") }
  }

  mutating func word(_ what: String) throws(ParseError) -> String {
    guard case .word(let word) = current.kind else { throw failure("expected \(what)") }
    position += 1
    return word
  }

  private mutating func unsigned16(_ what: String) throws(ParseError) -> UInt16 {
    guard case .word(let word) = current.kind, let number = UInt16(word) else {
      throw failure("expected \(what) from 0 to 65535")
    }
    position += 1
    return number
  }

  mutating func endOfLine() throws(ParseError) {
    guard current.kind == .end || take(.newline) else { throw failure("expected the end of the line") }
  }

  // MARK: Statements

  private mutating func statement() throws(ParseError) {
    let start = position
    switch try word("a statement") {
    case "features": result.featureFlags = UInt32(try unsigned16("the feature flags"))
    case "import": try importStatement()
    case "export":
      let id = try unsigned16("an export id")
      try expect("=")
      result.exports.append(Export(id: id, value: try value()))
    case "builtin": try builtinStatement()
    case "string": try stringStatement()
    case "global": try globalStatement()
    case "rom": try allocation(in: .rom)
    case "ram": try allocation(in: .ram)
    case "function": try function()
    case let other:
      position = start
      throw failure("unknown statement \(other)")
    }
    try endOfLine()
  }

  private mutating func importStatement() throws(ParseError) {
    let (name, id) = try name("a name such as !h0", in: imports)
    try expect("=")
    let hostID = try unsigned16("a host function id")
    result.imports.insert(HostImport(hostID: hostID, name: reportName(name, indexPrefix: "h")), at: id)
  }

  private mutating func builtinStatement() throws(ParseError) {
    let start = position
    let word = try word("the name of a built-in")
    if word == "interned_keys" {
      result.builtins.internsKeys = true
      return
    }
    guard let name = Builtins.Name(rawValue: word) else {
      position = start
      throw failure("unknown built-in \(word)")
    }
    try expect("=")
    result.builtins[name] = try value()
  }

  private mutating func stringStatement() throws(ParseError) {
    guard case .string(let bytes) = current.kind else { throw failure("expected a string") }
    position += 1
    let id = string(bytes)
    let start = position
    let word = try word("a kind of string")
    guard let kind = StringConstant.Kind.allCases.first(where: { $0.word == word }) else {
      position = start
      throw failure("unknown kind of string \(word)")
    }
    result.strings[id].kind = kind
  }

  private mutating func globalStatement() throws(ParseError) {
    let (name, id) = try name("a name such as @g0", in: globals)
    try expect("=")
    result.globals.insert(Global(try value(), name: reportName(name, indexPrefix: "g")), at: id)
  }

  private mutating func allocation(in region: Allocation.Region) throws(ParseError) {
    let (name, id) = try name("a name such as $a0", in: allocations)
    try expect("=")
    let content = try content()
    result.allocations.insert(Allocation(region, content, name: reportName(name, indexPrefix: "a")), at: id)
  }

  private mutating func content() throws(ParseError) -> Allocation.Content {
    let start = position
    switch try word("a kind of allocation") {
    case "object": return try object()
    case "array": return .array(try list())
    case "fixed_array": return .fixedLengthArray(try list())
    case "closure": return .closure(try list())
    case "class":
      let constructor = try value()
      try expect(",")
      return .classValue(constructor: constructor, staticProperties: try value())
    case "bytes":
      guard case .string(let text) = current.kind, let bytes = Self.bytes(hexadecimal: text) else {
        throw failure("expected pairs of hexadecimal digits in quotes")
      }
      position += 1
      return .uint8Array(bytes)
    case let other:
      position = start
      throw failure("unknown kind of allocation \(other)")
    }
  }

  private static func bytes(hexadecimal text: [UInt8]) -> [UInt8]? {
    guard text.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: text.count, by: 2) {
      let digits = text[index..<index + 2].map { Unicode.Scalar($0) }
      guard let byte = UInt8(hexadecimal: digits) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private mutating func object() throws(ParseError) -> Allocation.Content {
    let prototype = take(.word("prototype")) ? try value() : .null
    let internalSlots = current.kind == .punctuation("[") ? try list() : []
    try expect("{")
    var properties: [Allocation.Property] = []
    while !take(.punctuation("}")) {
      if !properties.isEmpty { try expect(",") }
      let key = try value()
      try expect(":")
      properties.append(.init(key: key, value: try value()))
    }
    return .object(prototype: prototype, internalSlots: internalSlots, properties: properties)
  }

  private mutating func list() throws(ParseError) -> [Value] {
    try expect("[")
    var values: [Value] = []
    while !take(.punctuation("]")) {
      if !values.isEmpty { try expect(",") }
      values.append(try value())
    }
    return values
  }

  mutating func value() throws(ParseError) -> Value {
    if case .string(let bytes) = current.kind {
      position += 1
      return .string(string(bytes))
    }
    let start = position
    let word = try word("a value")
    switch word {
    case "undefined": return .undefined
    case "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "deleted": return .deleted
    case "no_op": return .noOpFunction
    case "handle": return .handle(try name("a name such as $a0", in: allocations).id)
    default: break
    }
    position = start
    defer { position += 1 }
    switch word.first {
    case "!": return .hostFunction(try lookUp(word, in: imports))
    case "$": return .allocation(try lookUp(word, in: allocations))
    case "&":
      let id = try lookUp(word, in: functions)
      guard position + 2 < tokens.count, tokens[position + 1].kind == .punctuation(":"),
        case .word(let text) = tokens[position + 2].kind, let label = Self.label(text)
      else { return .function(id) }
      position += 2
      return .continuation(id, label)
    default:
      guard let number = Number(word) else { throw failure("expected a value, found \(word)") }
      return .number(number)
    }
  }

  // MARK: Functions

  private static func label(_ text: String) -> Label? {
    guard text.first == "L", let index = Int(text.dropFirst()), index >= 0 else { return nil }
    return Label(index)
  }

  private mutating func function() throws(ParseError) {
    let (name, id) = try name("a name such as &f0", in: functions)
    let entryDepth = take(.word("entry")) ? Int(try unsigned16("a depth")) : 0
    try expect("{")
    try endOfLine()
    let body: Function.Body = isAtBlock ? .ssa(try ssaBody()) : .stack(try stackCode())
    result.functions.insert(
      Function(body, entryDepth: entryDepth, name: reportName(name, indexPrefix: "f")), at: id)
  }

  private mutating func stackCode() throws(ParseError) -> StackCode {
    var operations: [Operation] = []
    while !take(.punctuation("}")) {
      operations.append(try operation())
      try endOfLine()
    }
    return StackCode(operations)
  }

  private mutating func operation() throws(ParseError) -> Operation {
    let start = position
    let mnemonic = try word("an instruction")
    if let label = Self.label(mnemonic), take(.punctuation(":")) { return .label(label) }
    var operands: [Operation.Operand] = []
    while current.kind != .newline, current.kind != .end {
      operands.append(try operand(of: mnemonic))
    }
    guard let operation = Operation(mnemonic: mnemonic, operands: operands) else {
      position = start
      throw failure("there is no instruction \(mnemonic) with these operands")
    }
    return operation
  }

  private mutating func operand(of mnemonic: String) throws(ParseError) -> Operation.Operand {
    guard mnemonic != "literal", case .word(let word) = current.kind else { return .value(try value()) }
    if let count = try count() { return .count(count) }
    if let label = Self.label(word) {
      position += 1
      return .label(label)
    }
    let operand: Operation.Operand
    switch word.first {
    case "@": operand = .global(try lookUp(word, in: globals))
    case "&": operand = .function(try lookUp(word, in: functions))
    case "!": operand = .hostFunction(try lookUp(word, in: imports))
    default: operand = .flag(word)
    }
    position += 1
    return operand
  }

  /// Takes a count if the current token is a number.
  mutating func count() throws(ParseError) -> Int? {
    guard case .word(let word) = current.kind, let count = Int(word) else { return nil }
    // A bound here, so that no sum of counts can overflow.
    guard (0...Self.maximumIndex).contains(count) else {
      throw failure("expected a count from 0 to \(Self.maximumIndex)")
    }
    position += 1
    return count
  }
}
