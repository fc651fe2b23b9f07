import IL

/// The place of an instruction or terminator in a program whose functions are in SSA form.
public struct CodePosition: Hashable, Sendable {
  /// The function.
  public var function: FunctionID
  /// The block in the function.
  public var block: BlockID
  /// The instruction in the block; the number of instructions for the terminator.
  public var index: Int

  /// Makes a position.
  public init(_ function: FunctionID, _ block: BlockID, _ index: Int) {
    self.function = function
    self.block = block
    self.index = index
  }
}
