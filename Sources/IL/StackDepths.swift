/// What the stack of a function looks like before each of its instructions.
///
/// Computing it checks the rules of stack code; anything else that reads or writes a function may then rely
/// on them:
/// - every path reaches an instruction with the same depth and the same open `try` blocks;
/// - no instruction pops what is not there, or a catch record other than by `endTry`;
/// - variables are slots of the frame that exist, and not part of a catch record;
/// - control neither runs off the end nor falls into a catch block;
/// - async instructions appear where the engine can execute them (snapshot format, section 6.9).
///
/// Time is linear in the length of the code times the nesting of `try`.
public struct StackDepths: Sendable {
  /// The open catch records of a frame, innermost first, as a list in `StackDepths`.
  struct TryBlock: Hashable, Sendable {
    /// The depth before `startTry`, which is also the slot of the record's first word.
    var depth: Int
    /// The next outer block, or nil.
    var outer: Int?
  }

  /// The stack before one instruction.
  struct State: Hashable, Sendable {
    var depth: Int
    var tryBlock: Int?
  }

  /// A violation of the rules.
  public struct Violation: Error, Hashable, CustomStringConvertible {
    /// The position in `StackCode.instructions`.
    public var position: Int
    /// What is wrong, as a clause.
    public var description: String
  }

  /// How `loadVariable` and `storeVariable` number slots.
  package enum VariableNumbering: Sendable {
    /// From the base of the frame, as everywhere in a `Program`.
    case fromBase
    /// From the top of the stack, as in bytecode: 0 is the top, for stores after the pop.
    case fromTop
  }

  /// The largest frame that the engine can be told of, in slots.
  public static let maximumDepth = 255

  /// The deepest that the frame gets, in slots.
  public private(set) var maximum: Int

  private var states: [State?]
  private var tryBlocks: [TryBlock] = []
  private let isAsync: Bool
  private let variables: VariableNumbering

  /// The depth before the instruction at `position`, or nil if it is unreachable.
  public func depth(at position: Int) -> Int? { states[position]?.depth }

  /// True iff execution can reach the instruction at `position`.
  public func isReachable(_ position: Int) -> Bool { states[position] != nil }

  /// The frame slot of the innermost catch record at `position`, or nil if none is open.
  ///
  /// The record that every async activation starts with counts.
  ///
  /// - Precondition: the instruction is reachable.
  public func innermostCatchRecord(at position: Int) -> Int? {
    guard let state = states[position] else { preconditionFailure("\(position) is unreachable") }
    return state.tryBlock.map { tryBlocks[$0].depth } ?? (isAsync ? 1 : nil)
  }

  /// True iff a `try` block is open at `position`.
  public func isInTry(_ position: Int) -> Bool { states[position]?.tryBlock != nil }

  /// Computes the depths of `function`.
  ///
  /// - Precondition: the function is in stack form.
  public init(_ function: Function) throws(Violation) { try self.init(function, variables: .fromBase) }

  /// Computes the depths of `function`, in which variables are numbered in one of two ways.
  package init(_ function: Function, variables: VariableNumbering) throws(Violation) {
    self.variables = variables
    let code = function.code
    isAsync = function.isAsync
    maximum = function.entryDepth
    states = Array(repeating: nil, count: code.instructions.count)
    var walk = Walk(function: function, labels: code.labelPositions, handlers: code.handlers)
    guard !code.instructions.isEmpty else {
      throw Violation(position: 0, description: "the function has no instructions")
    }
    walk.pending.append((0, State(depth: function.entryDepth, tryBlock: nil)))
    while let (position, state) = walk.pending.popLast() {
      try visit(position, state, &walk)
    }
  }

  /// The work of computing depths that is only needed until they are known.
  private struct Walk {
    let function: Function
    let labels: [Label: Int]
    let handlers: Set<Label>
    var pending: [(Int, State)] = []
    var tryBlockIndex: [TryBlock: Int] = [:]
  }

  /// Follows one path from `start` until it ends or meets code that was visited.
  private mutating func visit(_ start: Int, _ state: State, _ walk: inout Walk) throws(Violation) {
    let instructions = walk.function.code.instructions
    var position = start
    var state = state
    while true {
      guard position < instructions.count else {
        throw Violation(position: position - 1, description: "control runs off the end of the function")
      }
      if let known = states[position] {
        try requireSame(known, state, at: position)
        return
      }
      states[position] = state
      maximum = max(maximum, state.depth)
      let operation = instructions[position].operation
      if case .label(let label) = operation, position != start || position == 0, walk.handlers.contains(label)
      {
        // The encoder may have to put padding or a header there.
        throw Violation(position: position, description: "control falls into the catch block L\(label.index)")
      }
      let after = try step(operation, at: position, from: state, &walk)
      if let target = operation.target {
        guard let targetPosition = walk.labels[target] else {
          throw Violation(
            position: position, description: "the target L\(target.index) is not in the function")
        }
        guard walk.function.code.operation(after: targetPosition) != .asyncResume else {
          throw Violation(position: position, description: "the target L\(target.index) is a resume point")
        }
        walk.pending.append((targetPosition, targetState(of: operation, from: state, after: after)))
      }
      if operation.isTerminator { return }
      maximum = max(maximum, after.depth)
      guard maximum <= Self.maximumDepth else {
        throw Violation(
          position: position,
          description: "the frame needs \(maximum) slots, more than the \(Self.maximumDepth) that fit")
      }
      state = after
      position += 1
    }
  }

  private func targetState(of operation: Operation, from before: State, after: State) -> State {
    guard case .startTry = operation else { return after }
    return State(depth: before.depth + 1, tryBlock: before.tryBlock)
  }

  private func requireSame(_ known: State, _ state: State, at position: Int) throws(Violation) {
    guard known.depth == state.depth else {
      throw Violation(
        position: position,
        description: "the stack depth is \(known.depth) on one path and \(state.depth) on another")
    }
    guard known.tryBlock == state.tryBlock else {
      throw Violation(position: position, description: "the open try blocks differ between two paths")
    }
  }

  /// Checks `operation` and returns the state behind it.
  private mutating func step(
    _ operation: Operation, at position: Int, from state: State, _ walk: inout Walk
  ) throws(Violation) -> State {
    func fail(_ description: String) -> Violation { Violation(position: position, description: description) }
    let (pops, pushes) = operation.stackEffect
    var after = State(depth: state.depth - pops + pushes, tryBlock: state.tryBlock)
    guard state.depth >= pops else {
      throw fail("pops \(pops) values from a stack of \(state.depth)")
    }
    if state.depth - pops < floor(of: state), operation != .asyncReturn || state.tryBlock != nil {
      throw fail("pops the catch record at slot \(floor(of: state) - 2)")
    }
    switch operation {
    case .loadVariable(let slot):
      try check(slot, below: state.depth, state, fail)
    case .storeVariable(let slot):
      try check(slot, below: after.depth, state, fail)
    case .startTry:
      let block = TryBlock(depth: state.depth, outer: state.tryBlock)
      after.tryBlock = index(of: block, &walk)
    case .endTry:
      guard let block = state.tryBlock else { throw fail("no try block is open") }
      after = State(depth: tryBlocks[block].depth, tryBlock: tryBlocks[block].outer)
    case .returnValue:
      guard state.tryBlock == nil else { throw fail("returns inside an open try block") }
      // The root catch record would stay the engine's catch target.
      guard !isAsync else { throw fail("return in an async function instead of async_return") }
    case .asyncStart:
      guard position == walk.function.firstInstruction, walk.function.entryDepth == 0 else {
        throw fail("async_start is not the first instruction")
      }
    case .await:
      guard isAsync else { throw fail("await outside an async function") }
      guard walk.function.code.operation(after: position) == .asyncResume else {
        throw fail("await is not followed by async_resume")
      }
    case .asyncResume:
      guard walk.function.code.operation(before: position) == .await else {
        throw fail("async_resume does not follow await")
      }
    case .asyncReturn:
      guard isAsync else { throw fail("async_return outside an async function") }
      guard state.depth >= 4 else { throw fail("async_return without a value") }
    case .asyncComplete:
      guard state.depth == 3 else {
        throw fail("async_complete with \(state.depth) slots in the frame instead of 3")
      }
    case .label(let label):
      guard walk.labels[label] == position else { throw fail("L\(label.index) is defined twice") }
    default: break
    }
    return after
  }

  /// The depth below which only `endTry` may drop.
  private func floor(of state: State) -> Int {
    if let block = state.tryBlock { return tryBlocks[block].depth + 2 }
    return isAsync && state.depth >= 3 ? 3 : 0
  }

  private mutating func index(of block: TryBlock, _ walk: inout Walk) -> Int {
    if let index = walk.tryBlockIndex[block] { return index }
    tryBlocks.append(block)
    walk.tryBlockIndex[block] = tryBlocks.count - 1
    return tryBlocks.count - 1
  }

  /// Checks that `slot` is a variable below `depth`.
  private func check(
    _ operand: Int, below depth: Int, _ state: State, _ fail: (String) -> Violation
  ) throws(Violation) {
    let slot = variables == .fromBase ? operand : depth - 1 - operand
    guard (0..<depth).contains(slot) else {
      throw fail("variable \(slot) is outside the frame, which has \(depth) slots here")
    }
    var block = state.tryBlock
    while let index = block {
      let record = tryBlocks[index].depth
      guard slot != record, slot != record + 1 else {
        throw fail("variable \(slot) is part of a catch record")
      }
      block = tryBlocks[index].outer
    }
    guard !isAsync || (slot != 1 && slot != 2) else {
      throw fail("variable \(slot) is part of a catch record")
    }
  }
}

extension Function {
  /// The position of the first instruction that is not a label.
  fileprivate var firstInstruction: Int? {
    code.instructions.firstIndex { if case .label = $0.operation { false } else { true } }
  }
}

extension StackCode {
  /// The labels of catch blocks.
  public var handlers: Set<Label> {
    Set(instructions.compactMap { if case .startTry(let handler) = $0.operation { handler } else { nil } })
  }

  /// The first operation behind `position` that is not a label.
  fileprivate func operation(after position: Int) -> Operation? {
    instructions[(position + 1)...].first { !$0.isLabel }?.operation
  }

  /// The last operation before `position` that is not a label.
  fileprivate func operation(before position: Int) -> Operation? {
    instructions[..<position].last { !$0.isLabel }?.operation
  }
}

extension Instruction {
  /// True iff this is a label, which takes no space and does nothing.
  public var isLabel: Bool { if case .label = operation { true } else { false } }
}
