import IL

/// A function as the interpreter executes it: its blocks one after the other, locals and cells in registers.
final class FunctionCode {
  /// What is executed.
  let steps: ContiguousArray<Step>
  /// The origin of each step, −1 where it has none.
  let origins: ContiguousArray<Int32>
  /// The operands of all steps: registers, and complements of the positions of constants.
  let operands: ContiguousArray<Int32>
  /// How many registers a frame has; those of cells come last.
  let registerCount: Int
  /// How many of the registers are those of locals.
  let localCount: Int
  /// How much room a step may need beyond the registers, to pass values.
  let scratchCount: Int
  /// The registers of what is in the frame when the function is entered.
  let entryParameters: [Int32]

  init(
    steps: ContiguousArray<Step>, origins: ContiguousArray<Int32>, operands: ContiguousArray<Int32>,
    registerCount: Int, localCount: Int, scratchCount: Int, entryParameters: [Int32]
  ) {
    self.steps = steps
    self.origins = origins
    self.operands = operands
    self.registerCount = registerCount
    self.localCount = localCount
    self.scratchCount = scratchCount
    self.entryParameters = entryParameters
  }
}

/// One thing that the interpreter does: an instruction or the end of a block.
enum Step {
  /// An instruction; scopes are not among its operands, because only the current one can be.
  case operation(SSAOperation, result: Int32, operands: Operands)
  case jump(Transfer)
  case branch(Int32, Transfer, Transfer)
  case startTry(Transfer, Handler)
  case returnValue(Int32)
  case throwValue(Int32)
  case asyncReturn(Int32)
  case asyncComplete(Operands)
}

/// Operands of a step: a range of the function's.
struct Operands {
  var start: Int32
  var count: Int32
}

/// A way to another step, with what it writes: pairs of a register and an operand.
struct Transfer {
  var position: Int32
  var moves: Operands
}

/// Stands for the register of a result that there is not.
let noRegister: Int32 = -1
