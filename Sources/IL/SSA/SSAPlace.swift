/// A place in a body in SSA form.
public struct SSAPlace: Hashable, Sendable, CustomStringConvertible {
  /// A part of a block.
  public enum Part: Hashable, Sendable {
    /// The parameters and the scope.
    case header
    /// An instruction, by its position in the block.
    case instruction(Int)
    case terminator
  }

  /// The block.
  public var block: BlockID
  /// The part of it.
  public var part: Part

  /// Makes the place `part` of `block`.
  public init(_ block: BlockID, _ part: Part) {
    self.block = block
    self.part = part
  }

  /// The place in words, with blocks as IL text names them.
  public var description: String {
    switch part {
    case .header: block.description
    case .instruction(let position): "\(block), instruction \(position)"
    case .terminator: "\(block), terminator"
    }
  }
}
