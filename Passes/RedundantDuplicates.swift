import Analysis
import IL

extension Pass {
  /// Stores a value without a copy of it that is dropped right after.
  ///
  /// The 8.0.0 compiler leaves the value of each assignment on the stack, for whoever uses it, and a statement uses
  /// it by dropping it. Safe because nothing comes between the three instructions, and loading the copy cannot fail:
  /// it would if the value were `deleted`, so the pass fires only where it is known not to be.
  ///
  ///     load_var 2          // the top of the stack
  ///     store_global @last
  ///     pop 1
  /// becomes
  ///     store_global @last
  ///
  /// Leaves copies that are used by more than a store to the SSA form, which will have no copies at all.
  static let redundantDuplicates = Pass("redundant-duplicates", "store values without copying them first") {
    context in
    let program = context.program
    let names = context.names
    let globals = GlobalTypes(program)
    for (id, function) in program.functions.entries where function.ssa == nil {
      let copies = redundantCopies(in: function, program, globals)
      let accepted = copies.filter { copy in
        context.accept(
          "\(names[id]) drops the value of \(names[function.code.instructions[copy + 1].operation])")
      }
      guard !accepted.isEmpty else { continue }
      context.update { $0.functions[id].code.removeCopies(at: accepted) }
    }
  }
}

/// The positions of loads that copy the top of the stack for a store, behind which the original is dropped.
private func redundantCopies(in function: Function, _ program: Program, _ globals: GlobalTypes) -> [Int] {
  let instructions = function.code.instructions
  var copies: [Int] = []
  StackValues(function, in: program, globals).forEachInstruction { position, operation, frame in
    guard case .loadVariable(let slot) = operation, slot == frame.count - 1,
      position + 2 < instructions.count,
      // Loading it would be an error.
      !frame[slot].types.contains(.deleted),
      instructions[position + 1].operation.isStore(otherThanTo: slot),
      case .pop = instructions[position + 2].operation
    else { return }
    copies.append(position)
  }
  return copies
}

extension Operation {
  /// True iff this pops a value into a variable, other than slot `slot` of the frame.
  fileprivate func isStore(otherThanTo slot: Int) -> Bool {
    switch self {
    case .storeVariable(let target): target != slot
    case .storeGlobal, .storeScoped, .storeArgument: true
    default: false
    }
  }
}

extension StackCode {
  /// Removes the loads at `positions`, with one of the values that the pop behind each store drops.
  fileprivate mutating func removeCopies(at positions: [Int]) {
    var removed = Set(positions)
    for position in positions {
      guard case .pop(let count) = instructions[position + 2].operation else {
        preconditionFailure("there is no pop behind the store at \(position + 1)")
      }
      if count == 1 {
        removed.insert(position + 2)
      } else {
        instructions[position + 2].operation = .pop(count - 1)
      }
    }
    instructions = instructions.enumerated().filter { !removed.contains($0.offset) }.map(\.element)
  }
}
