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
    /// The positions of the instructions from the first to the last, between which arguments may be loaded.
    public var range: ClosedRange<Int>
    /// True iff the terminator of the block ends the sequence.
    public var includesTerminator: Bool
    /// What the sequence gives to what follows.
    public fileprivate(set) var result: Local?
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
      scanner.scan(
        Source(function: id, body: body, uses: LocalUses(body), mayBeDeleted: mayBeDeleted(id, body)))
    }
    candidates = scanner.order.lazy.compactMap { scanner.groups[$0] }
      .filter { $0.occurrences.count > 1 && $0.gain > 0 }
      .sorted { $0.gain > $1.gain }
  }

  /// A function to look through.
  private struct Source {
    var function: FunctionID
    var body: SSABody
    var uses: LocalUses
    var mayBeDeleted: [Bool]
  }

  private struct Scanner {
    var groups: [UInt64: Candidate] = [:]
    var order: [UInt64] = []
    private var tokens: [Token: Int] = [:]

    mutating func scan(_ source: Source) {
      for id in source.body.blockIDs {
        let instructions = source.body[id].instructions
        let positions = instructions.indices.filter { !instructions[$0].loadsArgument }
        for start in positions.indices { scan(positions[start...], id, source) }
      }
    }

    /// Adds the sequences that start with the first of `positions`.
    private mutating func scan(_ positions: ArraySlice<Int>, _ block: BlockID, _ source: Source) {
      var window = Window()
      let first = positions[positions.startIndex]
      var occurrence = Occurrence(
        function: source.function, block: block, range: first...first, includesTerminator: false)
      for position in positions.prefix(RepeatedSequences.maximumLength) {
        let instruction = source.body[block].instructions[position]
        guard instruction.canBeInSequence else { return }
        window.add(
          token(Token(operation: instruction.operation, literals: instruction.operands.map(\.literal))),
          instruction.operands, source.mayBeDeleted)
        window.size += instruction.sequenceSize
        if let result = instruction.result { window.define(result, source.uses[result].count) }
        guard window.isPassable else { return }
        occurrence.range = first...position
        add(occurrence, window, source)
      }
      let terminator = source.body[block].terminator
      guard positions.count <= RepeatedSequences.maximumLength, terminator.endsFunction else { return }
      let form = terminator.mapOperands { _ in .literal(.undefined) }.kind
      window.add(
        token(Token(terminator: form, literals: terminator.operands.map(\.literal))), terminator.operands,
        source.mayBeDeleted)
      window.size += 1 + terminator.operands.reduce(0) { $0 + ($1.literal?.codeSizeEstimate ?? 0) }
      guard window.isPassable else { return }
      occurrence.includesTerminator = true
      add(occurrence, window, source)
    }

    private mutating func token(_ token: Token) -> Int {
      if let known = tokens[token] { return known }
      tokens[token] = tokens.count
      return tokens.count - 1
    }

    private mutating func add(_ occurrence: Occurrence, _ window: Window, _ source: Source) {
      let isEnd = occurrence.includesTerminator
      let results = window.results
      guard results.count <= (isEnd ? 0 : 1), !results.contains(where: { source.mayBeDeleted[$0.index] })
      else { return }
      // What a call gives is taken off the stack, returned or thrown, if the sequence gives nothing.
      let callSize = RepeatedSequences.callSize + (results.isEmpty ? 1 : 0)
      let saved = window.size + window.repeatedUses - callSize
      guard saved > 0 else { return }
      var hash = window.hash
      hash.add(results.first.map { window.numbers[$0]! } ?? -1)
      if groups[hash.value] == nil {
        order.append(hash.value)
        let returnSize = isEnd ? 0 : results.isEmpty ? 2 : 1
        groups[hash.value] = Candidate(
          occurrences: [], savedByCall: saved,
          functionSize: RepeatedSequences.headerSize + window.size + window.useCount + returnSize)
      }
      var occurrence = occurrence
      occurrence.result = results.first
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
  /// True iff the instruction loads an argument.
  var loadsArgument: Bool { if case .loadArgument = operation { true } else { false } }

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
