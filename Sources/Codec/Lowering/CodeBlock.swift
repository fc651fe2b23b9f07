import IL

/// The stack code of one block, whose place in the function is not known yet.
struct CodeBlock: Hashable {
  /// How control leaves the block.
  enum Exit: Hashable {
    /// The last instruction is a terminator.
    case none
    case jump(BlockID)
    /// Pops the condition; the first target is for truthy ones.
    case branch(BlockID, BlockID)
    case startTry(BlockID, handler: BlockID)
  }

  var instructions: [Instruction] = []
  var exit = Exit.none
  /// The position of the exit in the code that the function was read from.
  var exitOrigin: Int?
}
