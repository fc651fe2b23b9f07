import Analysis
import IL

extension Pass {
  /// Leaves the first value of a variable where it is computed, instead of making room for it before.
  ///
  /// The 8.0.0 compiler pushes `deleted` for each `let` and `const` at the start of its block, so that reading the
  /// variable too early is an error, and stores the first value there. Safe where straight code leads from the one to
  /// the other and does not touch the variable: then nobody can read it too early, and the value is already on top of
  /// the stack at the place where the variable is to be. In between the frame has one slot less.
  ///
  ///     literal deleted
  ///     load_arg 1
  ///     store_var 0
  /// becomes
  ///     load_arg 1
  ///
  /// Does not look across branches, calls of `try`, or an await: the SSA form will.
  static let immediateInitialization = Pass(
    "immediate-initialization", "compute the first value of a variable in its place"
  ) { context in
    let names = context.names
    for (id, function) in context.program.functions.entries where function.ssa == nil {
      var rewriter = Rewriter(function)
      rewriter.rewrite { slot in
        context.accept("\(names[id]) does not read variable \(slot) before it is initialized")
      }
      guard rewriter.hasChanged else { continue }
      context.update { $0.functions[id].code = rewriter.code }
    }
  }
}

/// Rewrites the variables of one function, from the last to the first.
///
/// What is rewritten later in the code does not change the depth of the stack before it.
private struct Rewriter {
  /// How many instructions are searched for the first store to a variable: enough for a block that declares many,
  /// and a bound for long functions.
  private static let window = 256

  /// The code; nil where an instruction was removed.
  private var instructions: [Instruction?]
  private let depths: StackDepths
  private(set) var hasChanged = false

  init(_ function: Function) {
    guard let depths = try? StackDepths(function) else { preconditionFailure("the program was not verified") }
    self.depths = depths
    instructions = function.code.instructions
  }

  var code: StackCode { StackCode(instructions.compactMap { $0 }) }

  /// Rewrites each variable of which `accept`, called with its slot, allows it.
  mutating func rewrite(accept: (Int) -> Bool) {
    for position in instructions.indices.reversed() {
      guard instructions[position]?.operation == .literal(.deleted), let slot = depths.depth(at: position),
        let store = firstStore(to: slot, behind: position), accept(slot)
      else { continue }
      instructions[position] = nil
      instructions[store] = nil
      for between in position..<store { instructions[between]?.operation.moveVariablesDown(above: slot) }
      hasChanged = true
    }
  }

  /// The position of the store that initializes `slot`, if only straight code that does not use it comes before.
  private func firstStore(to slot: Int, behind position: Int) -> Int? {
    /// The number of values on the stack above the variable.
    var height = 0
    for next in instructions.indices[(position + 1)...].prefix(Self.window) {
      guard let operation = instructions[next]?.operation else { continue }
      if operation == .storeVariable(slot) { return height == 1 ? next : nil }
      let (pops, pushes) = operation.stackEffect
      guard operation.isStraight, operation != .loadVariable(slot), height >= pops else { return nil }
      height += pushes - pops
    }
    return nil
  }
}

extension Operation {
  /// True iff control always goes on to the next instruction, if at all, and the frame stays as it is.
  fileprivate var isStraight: Bool {
    switch self {
    case .label, .branch, .startTry, .endTry, .asyncStart, .await, .asyncResume: false
    default: !isTerminator
    }
  }

  /// Renumbers a variable above `slot`, where that slot is gone.
  fileprivate mutating func moveVariablesDown(above slot: Int) {
    switch self {
    case .loadVariable(let variable) where variable > slot: self = .loadVariable(variable - 1)
    case .storeVariable(let variable) where variable > slot: self = .storeVariable(variable - 1)
    default: break
    }
  }
}
