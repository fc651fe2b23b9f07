/// Bodies in SSA form.
extension Parser {
  /// The largest index that a local can have; a bound here, so that tables indexed by locals stay small.
  private static let maximumLocal = 0xF_FFFF

  /// True iff the current token begins a block.
  var isAtBlock: Bool {
    guard case .word(let word) = current.kind else { return false }
    return Self.index(word, sigil: "b") != nil
  }

  /// Takes blocks up to the end of the function.
  mutating func ssaBody() throws(ParseError) -> SSABody {
    var blocks: [BasicBlock] = []
    while !take(.punctuation("}")) {
      let header = position
      guard try block("a block or '}'").index == blocks.count else {
        position = header
        throw failure("expected b\(blocks.count), because blocks stand in the order of their numbers")
      }
      blocks.append(try block())
    }
    return SSABody(blocks, cellCount: 1 + (blocks.lazy.flatMap(\.cells).map(\.index).max() ?? -1))
  }

  /// Takes a block behind its name.
  private mutating func block() throws(ParseError) -> BasicBlock {
    var block = BasicBlock()
    block.parameters = try list { parser throws(ParseError) in try parser.local("a parameter such as %0") }
    if take(.word("in")) { block.scope = try local("a scope such as %0") }
    try expect(":")
    try endOfLine()
    while true {
      guard !isAtBlock, current.kind != .punctuation("}") else {
        throw failure("the block before this has no terminator")
      }
      if let kind = try terminator() {
        block.terminator = Terminator(kind)
        try endOfLine()
        return block
      }
      block.instructions.append(try instruction())
      try endOfLine()
    }
  }

  private mutating func terminator() throws(ParseError) -> Terminator.Kind? {
    switch current.kind {
    case .word("jump"):
      position += 1
      return .jump(try edge())
    case .word("branch"):
      position += 1
      let condition = try operand()
      try expect(",")
      let first = try edge()
      try expect(",")
      return .branch(condition, first, try edge())
    case .word("start_try"):
      position += 1
      let edge = try edge()
      try expect(",")
      return .startTry(edge, handler: try block("a catch block such as b0"))
    case .word("return"):
      position += 1
      return .returnValue(try operand())
    case .word("throw"):
      position += 1
      return .throwValue(try operand())
    case .word("async_return"):
      position += 1
      return .asyncReturn(try operand())
    case .word("async_complete"):
      position += 1
      let result = try operand()
      try expect(",")
      let value = try operand()
      try expect(",")
      return .asyncComplete(result: result, value: value, isSuccess: try operand())
    default: return nil
    }
  }

  private mutating func instruction() throws(ParseError) -> SSAInstruction {
    var result: Local?
    if isAtLocal {
      result = try local("a local")
      try expect("=")
    }
    let start = position
    let mnemonic = try word("an instruction")
    // An operation has an immediate or none; the mnemonic says which.
    var operation = SSAOperation(mnemonic: mnemonic, immediates: [])
    var isFirst = true
    if operation == nil, current.kind != .newline, current.kind != .end {
      operation = SSAOperation(mnemonic: mnemonic, immediates: [try immediate(of: mnemonic, at: start)])
      isFirst = false
    }
    guard let operation else { throw noInstruction(mnemonic, at: start) }
    var operands: [Operand] = []
    while current.kind != .newline, current.kind != .end {
      if !isFirst { try expect(",") }
      operands.append(try operand())
      isFirst = false
    }
    return SSAInstruction(result, operation, operands)
  }

  private mutating func noInstruction(_ mnemonic: String, at start: Int) -> ParseError {
    position = start
    return failure("there is no instruction \(mnemonic) with these operands")
  }

  private mutating func immediate(
    of mnemonic: String, at start: Int
  ) throws(ParseError) -> SSAOperation.Immediate {
    guard case .word(let word) = current.kind else { throw noInstruction(mnemonic, at: start) }
    if let count = try count() { return .count(count) }
    let immediate: SSAOperation.Immediate
    switch word.first {
    case "@": immediate = .global(try lookUp(word, in: globals))
    case "&": immediate = .function(try lookUp(word, in: functions))
    case "!": immediate = .hostFunction(try lookUp(word, in: imports))
    default: throw noInstruction(mnemonic, at: start)
    }
    position += 1
    return immediate
  }

  private mutating func operand() throws(ParseError) -> Operand {
    isAtLocal ? .local(try local("a local")) : .literal(try value())
  }

  private mutating func edge() throws(ParseError) -> Edge {
    let target = try block("a block such as b0")
    return Edge(target, try list { parser throws(ParseError) in try parser.operand() })
  }

  /// Takes what stands in parentheses; nothing if there are none.
  private mutating func list<Element>(
    of element: (inout Parser) throws(ParseError) -> Element
  ) throws(ParseError) -> [Element] {
    guard take(.punctuation("(")) else { return [] }
    var elements = [try element(&self)]
    while !take(.punctuation(")")) {
      try expect(",")
      elements.append(try element(&self))
    }
    return elements
  }

  // MARK: Names

  private var isAtLocal: Bool {
    if case .word(let word) = current.kind { word.first == "%" } else { false }
  }

  private mutating func local(_ what: String) throws(ParseError) -> Local {
    guard case .word(let word) = current.kind, let index = Self.index(word, sigil: "%") else {
      throw failure("expected \(what)")
    }
    guard index <= Self.maximumLocal else { throw failure("the index in \(word) is too large") }
    position += 1
    return Local(index)
  }

  private mutating func block(_ what: String) throws(ParseError) -> BlockID {
    guard case .word(let word) = current.kind, let index = Self.index(word, sigil: "b") else {
      throw failure("expected \(what)")
    }
    position += 1
    return BlockID(index)
  }

  /// The number behind the sigil in the name of a block or local, which has no leading zeros.
  private static func index(_ word: String, sigil: Character) -> Int? {
    guard word.first == sigil, let index = Int(word.dropFirst()), "\(sigil)\(index)" == word, index >= 0
    else { return nil }
    return index
  }
}
