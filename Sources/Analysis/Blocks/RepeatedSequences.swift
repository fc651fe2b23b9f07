import IL

/// Sequences of instructions that stand in more than one place of a program, up to the names of locals.
///
/// A sequence lies in one block, and may end with it. It could be a function: it uses no scope, cell, `try` or
/// `await`, replaces no argument, and gives at most one value to what follows. Arguments that are loaded in between
/// are not part of it. Sequences have a limited length, so that this takes time linear in the size of the program.
public struct RepeatedSequences: Sendable {
  /// A place where a sequence stands.
  public struct Occurrence: Hashable, Sendable {
    /// The function.
    public var function: FunctionID
    /// The block.
    public var block: BlockID
    /// The positions of the instructions, ascending.
    public var positions: [Int]
    /// True iff the terminator of the block ends the sequence.
    public var includesTerminator: Bool
    /// What the sequence gives to what follows.
    public var result: Local?
  }

  /// Places that may hold the same sequence.
  public struct Candidate: Sendable {
    /// The places, in the order of the program; they may overlap.
    public fileprivate(set) var occurrences: [Occurrence]
    /// The bytes that a call in place of one occurrence saves, before lowering.
    public fileprivate(set) var savedByCall: Int
    /// The bytes that the function takes, before lowering.
    public fileprivate(set) var functionSize: Int

    /// What is saved if each occurrence becomes a call.
    public var gain: Int { occurrences.count * savedByCall - functionSize }
  }

  /// What seems to save bytes as a function, most first.
  public let candidates: [Candidate]

  /// An instruction or terminator without the names of locals.
  private struct Token: Hashable {
    var operation: SSAOperation?
    var terminator: Terminator.Kind?
    var literals: [Value?]
  }

  private static let maximumLength = 16
  /// `this` and as many as a call of a known function can pass.
  private static let maximumArguments = 15
  private static let callSize = 3
  /// The header, and the padding that is to be expected.
  private static let headerSize = 3

  /// Looks for sequences in those functions of `program` for which `isIncluded` holds.
  ///
  /// - Parameter mayBeDeleted: Which locals of a function may be `deleted`, which cannot be passed, by their index.
  public init(
    _ program: Program, in functions: [FunctionID], mayBeDeleted: (FunctionID, SSABody) -> [Bool]
  ) {
    var scanner = Scanner()
    for id in functions {
      guard let body = program.functions[id].ssa else { continue }
      scanner.scan(body, of: id, mayBeDeleted(id, body))
    }
    candidates = scanner.order.lazy.compactMap { scanner.groups[$0] }
      .filter { $0.occurrences.count > 1 && $0.gain > 0 }
      .sorted { $0.gain > $1.gain }
  }

  private struct Scanner {
    var groups: [UInt64: Candidate] = [:]
    var order: [UInt64] = []
    private var tokens: [Token: Int] = [:]

    mutating func scan(_ body: SSABody, of function: FunctionID, _ mayBeDeleted: [Bool]) {
      let uses = LocalUses(body)
      for id in body.blockIDs {
        let instructions = body[id].instructions
        let positions = instructions.indices.filter {
          if case .loadArgument = instructions[$0].operation { false } else { true }
        }
        for start in positions.indices {
          scan(positions[start...], body, id, function, uses, mayBeDeleted)
        }
      }
    }

    /// Adds the sequences that start with the first of `positions`.
    private mutating func scan(
      _ positions: ArraySlice<Int>, _ body: SSABody, _ block: BlockID, _ function: FunctionID, _ uses: LocalUses,
      _ mayBeDeleted: [Bool]
    ) {
      var window = Window()
      for (count, position) in positions.prefix(RepeatedSequences.maximumLength).enumerated() {
        let instruction = body[block].instructions[position]
        guard instruction.canBeInSequence else { return }
        window.add(
          token(Token(operation: instruction.operation, literals: instruction.operands.map(\.literal))),
          instruction.operands, mayBeDeleted)
        window.size += instruction.sequenceSize
        if let result = instruction.result { window.define(result, uses[result].count) }
        guard window.isPassable else { return }
        add(
          window, function, block, positions.prefix(count + 1), mayBeDeleted, includesTerminator: false)
      }
      let terminator = body[block].terminator
      guard positions.count <= RepeatedSequences.maximumLength, terminator.edges.isEmpty,
        terminator.endsFunction
      else { return }
      window.add(
        token(
          Token(
            terminator: terminator.mapOperands { _ in .literal(.undefined) }.kind,
            literals: terminator.operands.map(\.literal))), terminator.operands, mayBeDeleted)
      window.size += 1 + terminator.operands.reduce(0) { $0 + ($1.literal?.codeSizeEstimate ?? 0) }
      guard window.isPassable else { return }
      add(window, function, block, positions, mayBeDeleted, includesTerminator: true)
    }

    private mutating func token(_ token: Token) -> Int {
      if let known = tokens[token] { return known }
      tokens[token] = tokens.count
      return tokens.count - 1
    }

    private mutating func add(
      _ window: Window, _ function: FunctionID, _ block: BlockID, _ positions: ArraySlice<Int>,
      _ mayBeDeleted: [Bool], includesTerminator: Bool
    ) {
      let results = window.results
      guard results.count <= (includesTerminator ? 0 : 1), !results.contains(where: { mayBeDeleted[$0.index] })
      else { return }
      let hasValue = includesTerminator || !results.isEmpty
      let callSize = RepeatedSequences.callSize + 1 - (hasValue && !includesTerminator ? 1 : 0)
      let saved = window.size + window.repeatedUses - callSize
      guard saved > 0 else { return }
      var hash = window.hash
      hash.add(results.first.map { window.numbers[$0]! } ?? -1)
      let occurrence = Occurrence(
        function: function, block: block, positions: Array(positions), includesTerminator: includesTerminator,
        result: results.first)
      if groups[hash.value] == nil {
        order.append(hash.value)
        let size =
          window.size + window.useCount + (includesTerminator ? 0 : hasValue ? 1 : 2)
          + RepeatedSequences.headerSize
        groups[hash.value] = Candidate(occurrences: [], savedByCall: saved, functionSize: size)
      }
      groups[hash.value]!.occurrences.append(occurrence)
    }
  }

  /// The instructions from some place on.
  private struct Window {
    /// What each local is called that was seen, in the order in which they appeared.
    var numbers: [Local: Int] = [:]
    /// The locals that are defined in the sequence, with the uses that were not seen.
    private var open: [(local: Local, uses: Int)] = []
    private var inputs = 0
    private(set) var isPassable = true
    /// How often values are used that come from before.
    private(set) var useCount = 0
    var size = 0
    var hash = Hash()

    /// How many of the uses of what comes from before would take a copy each.
    var repeatedUses: Int { useCount - inputs }
    /// The locals that are used elsewhere.
    var results: [Local] { open.lazy.filter { $0.uses > 0 }.map(\.local) }

    mutating func add(_ token: Int, _ operands: [Operand], _ mayBeDeleted: [Bool]) {
      hash.add(token)
      for case .local(let local) in operands {
        if let position = open.firstIndex(where: { $0.local == local }) {
          open[position].uses -= 1
        } else {
          useCount += 1
          if numbers[local] == nil {
            inputs += 1
            numbers[local] = numbers.count
            if mayBeDeleted[local.index] || inputs > RepeatedSequences.maximumArguments { isPassable = false }
          }
        }
        hash.add(numbers[local]!)
      }
    }

    mutating func define(_ local: Local, _ uses: Int) {
      numbers[local] = numbers.count
      open.append((local, uses))
    }
  }

  /// Fowler-Noll-Vo: the same in every run, unlike Swift's own.
  private struct Hash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325
    mutating func add(_ number: Int) {
      value = (value ^ UInt64(bitPattern: Int64(number))) &* 0x100_0000_01b3
      value ^= value >> 29
    }
  }
}

extension SSAInstruction {
  /// True iff another function can do it in place of this one.
  fileprivate var canBeInSequence: Bool {
    switch operation {
    case .loadArgument, .storeArgument, .loadCell, .storeCell, .endTry, .initialized: false
    default:
      !operation.signature.takesScope && operation.signature.result != .scope
        && !operation.signature.effects.contains(.movesFrame)
    }
  }

  /// The bytes of the instruction, with the shortest call if it is one.
  fileprivate var sequenceSize: Int {
    switch operation {
    case .call, .callVoid:
      guard case .literal(.function) = operands[0] else { return codeSizeEstimate }
      // The callee is in the instruction.
      return codeSizeEstimate - 2
    default: return codeSizeEstimate
    }
  }
}

extension Terminator {
  /// True iff a function that is not async can end like this.
  fileprivate var endsFunction: Bool {
    switch kind {
    case .returnValue, .throwValue: true
    default: false
    }
  }
}

extension RepeatedSequences.Occurrence {
  /// The sequence as a function, and what calls of it have to pass, `this` first.
  ///
  /// Two occurrences hold the same sequence iff their functions are equal.
  public func outlined(from body: SSABody) -> (body: SSABody, arguments: [Operand]) {
    var locals: [Local: Local] = [:]
    var arguments: [Operand] = []
    var loads: [SSAInstruction] = []
    var count = 0
    let sequence = positions.map { body[block].instructions[$0] }
    let defined = Set(sequence.compactMap(\.result))
    func name(_ local: Local) -> Local {
      defer { count += 1 }
      locals[local] = Local(count)
      return Local(count)
    }
    let terminator =
      includesTerminator
      ? body[block].terminator : Terminator(.returnValue(result.map { .local($0) } ?? .literal(.undefined)))
    for case .local(let local) in sequence.flatMap(\.operands) + terminator.operands
    where locals[local] == nil && !defined.contains(local) {
      loads.append(SSAInstruction(name(local), .loadArgument(arguments.count)))
      arguments.append(.local(local))
    }
    func copy(_ operand: Operand) -> Operand { operand.local.map { .local(locals[$0]!) } ?? operand }
    let copies = sequence.map { instruction in
      let operands = instruction.operands.map(copy)
      return SSAInstruction(instruction.result.map(name), instruction.operation, operands)
    }
    let only = BasicBlock(loads + copies, terminator: Terminator(terminator.mapOperands(copy).kind))
    return (SSABody([only]), arguments)
  }
}
