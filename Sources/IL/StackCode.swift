/// An operation in the code of a function, and where it comes from.
public struct Instruction: Hashable, Sendable {
  /// What is done.
  public var operation: Operation
  /// Where the instruction was in what the program was read from, or nil if a pass made it.
  ///
  /// That is the offset in the snapshot or in the source text of the module; in IL text it is the position in the
  /// function. It survives passes, so reports can say which instructions are gone and where others come from.
  public var origin: Int?

  /// Makes an instruction.
  public init(_ operation: Operation, origin: Int? = nil) {
    self.operation = operation
    self.origin = origin
  }
}

/// The code of a function as instructions for the engine's stack machine.
///
/// Execution starts at the first instruction and falls through from each to the next, except after
/// terminators. `StackDepths` states and checks the invariants.
public struct StackCode: Hashable, Sendable {
  /// Instructions and labels, in the order of the code.
  public var instructions: [Instruction]

  /// Makes code from `instructions`.
  public init(_ instructions: [Instruction] = []) { self.instructions = instructions }

  /// Makes code from operations, numbering their origins in order; labels have none.
  public init(_ operations: [Operation]) {
    instructions = []
    for operation in operations {
      if case .label = operation {
        instructions.append(Instruction(operation))
      } else {
        instructions.append(Instruction(operation, origin: instructions.count))
      }
    }
  }

  /// The position of each label.
  public var labelPositions: [Label: Int] {
    var positions: [Label: Int] = [:]
    for (position, instruction) in instructions.enumerated() {
      if case .label(let label) = instruction.operation { positions[label] = position }
    }
    return positions
  }
}
