import IL

/// The code of one function with every size known: what is left is to fill in addresses.
///
/// Offsets are from the start of the function, which is 4-aligned, so they do not depend on where in the file
/// it will be.
struct AssembledFunction {
  /// An instruction and its place.
  struct Placed {
    let operation: Operation
    /// The position in `Function.code`.
    let position: Int
    let offset: Int
    let size: Int
    /// True iff a continuation header stands directly before it.
    let hasHeader: Bool
    /// The depth of the stack before it.
    let depth: Int
  }

  /// The instructions that take space, in order.
  let instructions: [Placed]
  /// The size of the code in bytes.
  let size: Int
  /// The number of slots for the function header.
  let stackHeight: Int
  let labelOffsets: [Label: Int]
  let depths: StackDepths
}

/// Chooses the shortest encodings for the code of one function (snapshot format, section 6.6).
///
/// Jumps start in the short form and grow until all reach their targets; since they only grow, this ends. Code
/// that cannot be reached, and jumps to what follows anyway, are left out.
struct Assembler {
  /// How often jumps grow one by one before the rest get the long form.
  ///
  /// In code that people write a few rounds settle all jumps; code where each jump that grows makes just one other
  /// grow could take as many rounds as it has jumps.
  private static let maximumRounds = 64

  private struct Entry {
    let operation: Operation
    let position: Int
    let depth: Int
    let alignment: Alignment
    var size: Int
  }

  /// What has to be before an instruction.
  private enum Alignment: Equatable {
    case none
    /// A catch block whose address is not kept across an await needs no header.
    case aligned
    case alignedWithHeader
  }

  private var entries: [Entry] = []
  /// The entry that each label stands before.
  private var labels: [Label: Int] = [:]
  private let depths: StackDepths

  /// Assembles `function`, in which `continuations` are the labels that data refers to.
  ///
  /// - Precondition: `function` satisfies `StackDepths`.
  static func assemble(
    _ function: Function, continuations: Set<Label>
  ) throws(EncodingError) -> AssembledFunction {
    guard let depths = try? StackDepths(function) else {
      preconditionFailure("the program was not verified")
    }
    var assembler = Assembler(function, depths, continuations)
    var offsets = assembler.offsets()
    var rounds = 0
    while assembler.grow(offsets, all: rounds >= maximumRounds) {
      offsets = assembler.offsets()
      rounds += 1
    }
    return try assembler.finish(offsets)
  }

  private init(_ function: Function, _ depths: StackDepths, _ continuations: Set<Label>) {
    self.depths = depths
    let code = function.code
    let handlers = code.handlers
    let keepsHandlers = code.suspendsInTry(depths)
    var pending: [Label] = []
    for (position, instruction) in code.instructions.enumerated() {
      guard let depth = depths.depth(at: position) else { continue }
      if case .label(let label) = instruction.operation {
        pending.append(label)
        continue
      }
      for label in pending { labels[label] = entries.count }
      let isHandler = pending.contains { handlers.contains($0) }
      let needsHeader =
        instruction.operation == .asyncResume || isHandler && keepsHandlers
        || pending.contains { continuations.contains($0) }
      entries.append(
        Entry(
          operation: instruction.operation, position: position, depth: depth,
          alignment: needsHeader ? .alignedWithHeader : isHandler ? .aligned : .none,
          size: instruction.operation.smallestSize(atDepth: depth)))
      pending = []
    }
    elideJumps()
  }

  /// Drops the jumps that fall through to their target.
  private mutating func elideJumps() {
    /// The first entry behind the current one that takes space, its alignment included.
    var next = entries.count
    // Backwards, because behind a jump there may be others that are dropped too.
    for index in entries.indices.reversed() {
      if case .jump(let target) = entries[index].operation, entries[index].alignment == .none,
        next < entries.count, index < labels[target]!, labels[target]! <= next,
        entries[next].alignment == .none
      {
        entries[index].size = 0
      } else {
        next = index
      }
    }
  }

  /// The offset of each entry with the sizes as they are, and behind them the size of the code.
  private func offsets() -> [Int] {
    var offsets: [Int] = []
    var end = 0
    for entry in entries {
      switch entry.alignment {
      case .none: break
      case .aligned: end = end.roundedUp(to: 4)
      case .alignedWithHeader: end = (end + Format.allocationHeaderSize).roundedUp(to: 4)
      }
      offsets.append(end)
      end += entry.size
    }
    return offsets + [end]
  }

  /// Lengthens the jumps that do not reach, or all, and returns whether there were any.
  private mutating func grow(_ offsets: [Int], all: Bool) -> Bool {
    var grew = false
    for index in entries.indices where entries[index].size == 2 {
      guard let target = entries[index].operation.jumpTarget else { continue }
      let distance = offsets[labels[target]!] - (offsets[index] + 2)
      if all || Int8(exactly: distance) == nil {
        entries[index].size = 3
        grew = true
      }
    }
    return grew
  }

  private func finish(_ offsets: [Int]) throws(EncodingError) -> AssembledFunction {
    var placed: [AssembledFunction.Placed] = []
    for (entry, offset) in zip(entries, offsets) where entry.size > 0 {
      if entry.alignment != .none, offset > Limits.continuationOffset {
        throw EncodingError(
          limit: .continuationOffset,
          description: "a catch block or resume point is \(offset) bytes behind the start of its function; "
            + "the format allows \(Limits.continuationOffset)")
      }
      placed.append(
        .init(
          operation: entry.operation, position: entry.position, offset: offset, size: entry.size,
          hasHeader: entry.alignment == .alignedWithHeader, depth: entry.depth))
    }
    return AssembledFunction(
      instructions: placed, size: offsets.last!, stackHeight: depths.maximum,
      labelOffsets: labels.mapValues { offsets[$0] }, depths: depths)
  }
}

extension StackCode {
  /// True iff an await in here suspends a frame with an open `try` block, which saves the address of its handler.
  fileprivate func suspendsInTry(_ depths: StackDepths) -> Bool {
    instructions.indices.contains { instructions[$0].operation == .await && depths.isInTry($0) }
  }
}

extension Operation {
  /// The target of a jump whose size depends on the distance.
  var jumpTarget: Label? {
    switch self {
    case .jump(let target), .branch(let target): target
    default: nil
    }
  }

  /// The size of the shortest encoding in bytes, at a stack depth of `depth` before it.
  fileprivate func smallestSize(atDepth depth: Int) -> Int {
    func indexed(_ index: Int) -> Int { index < 0x10 ? 1 : index < 0x100 ? 2 : 3 }
    switch self {
    case .label: return 0
    case .literal(let value): return Opcode.smallLiterals.contains(value) ? 1 : 3
    case .loadVariable(let slot): return indexed(depth - 1 - slot)
    case .storeVariable(let slot): return indexed(depth - 2 - slot)
    case .loadScoped(let index), .storeScoped(let index): return indexed(index)
    case .loadArgument(let index): return index < 0x10 ? 1 : 2
    case .fixedLengthArrayNew(let length): return length < 0x10 ? 1 : 2
    case .pop(let count): return count == 1 ? 1 : 2
    case .jump, .branch, .storeArgument, .call, .awaitCall, .new, .scopeNew, .arrayNew: return 2
    case .loadGlobal, .storeGlobal, .callFunction, .callHost, .scopePush, .asyncStart, .asyncResume: return 3
    case .startTry: return 4
    case .returnValue, .throwValue, .objectNew, .objectGet, .objectSet, .objectKeys, .uint8ArrayNew,
      .classCreate, .closureNew, .scopePop, .scopeDiscard, .scopeClone, .loadClosure, .endTry, .await,
      .asyncReturn, .asyncComplete, .enqueueJob, .binary, .unary:
      return Opcode.bytesOfPlain[self]!.count
    }
  }
}
