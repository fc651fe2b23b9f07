import IL

/// What the slots of a function's frame may hold before each instruction.
///
/// A forward dataflow analysis over one function. It knows nothing of arguments, scoped variables, properties
/// and results of calls, and of a global what it is told. Values are joined where paths meet; a slot only ever
/// gets less certain, so the analysis ends (Kildall 1973).
public struct StackValues: Sendable {
  /// What is known of one slot.
  public struct Slot: Hashable, Sendable {
    /// The types that the value may have.
    public var types: TypeSet
    /// The value, if it is the same constant on every path.
    public var constant: Value?
    /// The position of the instruction that pushed the value, if it is the same on every path.
    public var producer: Int?

    /// Nothing is known.
    public static let unknown = Slot(types: .any)

    /// Makes a slot.
    public init(types: TypeSet, constant: Value? = nil, producer: Int? = nil) {
      self.types = types
      self.constant = constant
      self.producer = producer
    }

    /// What is known if the value is one of two.
    func joined(with other: Slot) -> Slot {
      Slot(
        types: types.union(other.types), constant: constant == other.constant ? constant : nil,
        producer: producer == other.producer ? producer : nil)
    }
  }

  /// The frame before one instruction: its slots, the top of the stack last.
  public typealias Frame = [Slot]

  private let function: Function
  private let program: Program
  private let globals: GlobalTypes
  private let depths: StackDepths
  private let labels: [Label: Int]
  /// The frame at the entry and at each label that was reached.
  private var frames: [Int: Frame] = [:]
  /// The instructions whose value met another where paths join, so that not all its uses are known.
  public private(set) var mergedProducers: Set<Int> = []

  /// Analyzes `function` of `program`, in which `globals` bounds what the globals hold.
  ///
  /// - Precondition: the program satisfies `Verifier`.
  public init(_ function: Function, in program: Program, _ globals: GlobalTypes) {
    guard let depths = try? StackDepths(function) else { preconditionFailure("the program was not verified") }
    self.function = function
    self.program = program
    self.globals = globals
    self.depths = depths
    labels = function.code.labelPositions
    var pending = [0]
    frames[0] = Array(repeating: .unknown, count: function.entryDepth)
    while let start = pending.popLast() { follow(from: start, &pending) }
  }

  /// Calls `body` for each reachable instruction, in the order of the code, with the frame before it.
  public func forEachInstruction(_ body: (_ position: Int, _ operation: Operation, _ frame: Frame) -> Void) {
    var frame: Frame = []
    for (position, instruction) in function.code.instructions.enumerated() where depths.isReachable(position)
    {
      if let known = frames[position] { frame = known }
      body(position, instruction.operation, frame)
      frame = self.frame(after: instruction.operation, at: position, frame)
    }
  }

  // MARK: Dataflow

  /// Follows the code from `start` until it ends or joins what is known already.
  private mutating func follow(from start: Int, _ pending: inout [Int]) {
    var frame = frames[start]!
    var position = start
    while true {
      let operation = function.code.instructions[position].operation
      if case .label = operation, position != start, !join(frame, at: position) { return }
      if case .label = operation { frame = frames[position]! }
      let after = self.frame(after: operation, at: position, frame)
      if let target = operation.target {
        let isHandler = if case .startTry = operation { true } else { false }
        let targetFrame = isHandler ? handlerFrame(of: frame) : after
        if join(targetFrame, at: labels[target]!) { pending.append(labels[target]!) }
      }
      if operation.isTerminator { return }
      frame = after
      position += 1
    }
  }

  /// Adds `frame` to what is known at `position`, and returns whether that changed anything.
  private mutating func join(_ frame: Frame, at position: Int) -> Bool {
    guard let known = frames[position] else {
      frames[position] = frame
      return true
    }
    for (old, new) in zip(known, frame) where old.producer != new.producer {
      mergedProducers.formUnion([old.producer, new.producer].compactMap { $0 })
    }
    let joined = zip(known, frame).map { $0.joined(with: $1) }
    frames[position] = joined
    return joined != known
  }

  /// The frame at the start of a catch block: anything may have been stored before the throw.
  private mutating func handlerFrame(of frame: Frame) -> Frame {
    mergedProducers.formUnion(frame.compactMap(\.producer))
    return Array(repeating: .unknown, count: frame.count + 1)
  }

  private func frame(after operation: Operation, at position: Int, _ frame: Frame) -> Frame {
    var after = frame
    switch operation {
    case .endTry:
      let record = depths.innermostCatchRecord(at: position)!
      after.removeLast(after.count - record)
    case .storeVariable(let slot):
      after[slot] = after.removeLast()
    case .asyncStart:
      after += Array(repeating: .unknown, count: 3)
    case .startTry:
      after += [.unknown, .unknown]
    default:
      let (pops, pushes) = operation.stackEffect
      // Terminators may leave what they do not pop.
      let operands = Array(after.suffix(pops))
      after.removeLast(min(pops, after.count))
      if pushes == 1 {
        after.append(result(of: operation, operands, frame, at: position))
      }
    }
    return after
  }

  private func result(of operation: Operation, _ operands: [Slot], _ frame: Frame, at position: Int) -> Slot {
    func made(_ types: TypeSet) -> Slot { Slot(types: types, producer: position) }
    switch operation {
    case .literal(let value):
      return Slot(types: TypeSet(value, in: program), constant: value, producer: position)
    case .loadVariable(let slot):
      // Loading an uninitialized variable fails.
      return Slot(
        types: frame[slot].types.subtracting(.deleted), constant: frame[slot].constant, producer: position)
    case .loadGlobal(let id): return made(globals[id].subtracting(.deleted))
    case .binary(.add):
      let mayBeString = operands.contains { $0.types.contains(.string) }
      let isString = operands.contains { $0.types == .string }
      return made(isString ? .string : mayBeString ? [.string, .number] : .number)
    case .binary(let binaryOperator): return made(binaryOperator.isComparison ? .boolean : .number)
    case .unary(.logicalNot): return made(.boolean)
    case .unary(.typeof): return made(.string)
    case .unary: return made(.number)
    case .objectNew: return made(.object)
    case .arrayNew, .fixedLengthArrayNew, .objectKeys: return made(.array)
    case .uint8ArrayNew: return made(.uint8Array)
    case .classCreate: return made(.classValue)
    case .closureNew: return made(.function)
    default: return made(.any)
    }
  }
}
