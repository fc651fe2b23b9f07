/// Where control goes at the end of a block.
public struct Terminator: Hashable, Sendable {
  /// The ways to end a block.
  public enum Kind: Hashable, Sendable {
    case jump(Edge)
    /// Goes to the first edge if the operand is truthy, and else to the second.
    case branch(Operand, Edge, Edge)
    /// Enters a `try` whose catch block is `handler`, and which `SSAOperation.endTry` ends.
    case startTry(Edge, handler: BlockID)
    case returnValue(Operand)
    case throwValue(Operand)
    /// Completes the async activation with the operand.
    case asyncReturn(Operand)
    /// Settles the promise or resumes the caller of the current scope with `value`, and returns `result`.
    case asyncComplete(result: Operand, value: Operand, isSuccess: Operand)
  }

  /// What happens.
  public var kind: Kind
  /// The position in the stack code that the function was read from, or nil if a pass made the terminator.
  public var origin: Int?

  /// Makes a terminator.
  public init(_ kind: Kind, origin: Int? = nil) {
    self.kind = kind
    self.origin = origin
  }

  /// The values that the terminator itself uses, without what its edges pass.
  public var operands: [Operand] {
    switch kind {
    case .jump, .startTry: []
    case .branch(let operand, _, _), .returnValue(let operand), .throwValue(let operand),
      .asyncReturn(let operand):
      [operand]
    case .asyncComplete(let result, let value, let isSuccess): [result, value, isSuccess]
    }
  }

  /// The edges along which control can go, other than to a catch block.
  public var edges: [Edge] {
    switch kind {
    case .jump(let edge), .startTry(let edge, _): [edge]
    case .branch(_, let first, let second): [first, second]
    case .returnValue, .throwValue, .asyncReturn, .asyncComplete: []
    }
  }

  /// The catch block that is a successor, if there is one.
  public var handler: BlockID? { if case .startTry(_, let handler) = kind { handler } else { nil } }

  /// The blocks to which control can go, catch blocks included, in the order of the text; may repeat.
  public var successors: [BlockID] { edges.map(\.target) + (handler.map { [$0] } ?? []) }

  /// Every operand, those that the edges pass included, in the order of the text.
  public var allOperands: [Operand] { operands + edges.flatMap(\.arguments) }

  /// Replaces every operand, those that the edges pass included.
  public func mapOperands(_ transform: (Operand) -> Operand) -> Terminator {
    func map(_ edge: Edge) -> Edge { Edge(edge.target, edge.arguments.map(transform)) }
    let mapped: Kind =
      switch kind {
      case .jump(let edge): .jump(map(edge))
      case .branch(let condition, let first, let second):
        .branch(transform(condition), map(first), map(second))
      case .startTry(let edge, let handler): .startTry(map(edge), handler: handler)
      case .returnValue(let operand): .returnValue(transform(operand))
      case .throwValue(let operand): .throwValue(transform(operand))
      case .asyncReturn(let operand): .asyncReturn(transform(operand))
      case .asyncComplete(let result, let value, let isSuccess):
        .asyncComplete(
          result: transform(result), value: transform(value), isSuccess: transform(isSuccess))
      }
    return Terminator(mapped, origin: origin)
  }

  /// Replaces every edge; catch blocks stay.
  public func mapEdges(_ transform: (Edge) -> Edge) -> Terminator {
    let mapped: Kind =
      switch kind {
      case .jump(let edge): .jump(transform(edge))
      case .branch(let condition, let first, let second):
        .branch(condition, transform(first), transform(second))
      case .startTry(let edge, let handler): .startTry(transform(edge), handler: handler)
      case .returnValue, .throwValue, .asyncReturn, .asyncComplete: kind
      }
    return Terminator(mapped, origin: origin)
  }
}

/// A way from one block to another, and what it passes for the parameters.
public struct Edge: Hashable, Sendable {
  /// The block to which control goes.
  public var target: BlockID
  /// The values for the parameters of the block, in order.
  public var arguments: [Operand]

  /// Makes an edge.
  public init(_ target: BlockID, _ arguments: [Operand] = []) {
    self.target = target
    self.arguments = arguments
  }
}
