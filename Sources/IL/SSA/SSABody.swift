/// The code of a function in static single assignment form, with parameters of blocks in place of phi functions.
///
/// Each local is defined once, by an instruction or as the parameter of a block, and its definition dominates
/// its uses. Values that a catch block can see are in cells, which are variables like those of the source.
/// `SSAVerifier` states and checks the invariants.
///
/// A `startTry` terminator is the predecessor of its catch block; what stands inside of the `try` is not, so a
/// catch block sees no local of the `try` (design: exceptions leave a block anywhere).
public struct SSABody: Hashable, Sendable {
  /// The blocks; the first is where execution starts, and nothing jumps to it.
  public var blocks: [BasicBlock]
  /// How many cells the function has.
  public var cellCount: Int
  /// Every local has a smaller index.
  public private(set) var localCount: Int

  /// Makes a body of `blocks`.
  public init(_ blocks: [BasicBlock] = [BasicBlock()], cellCount: Int = 0) {
    self.blocks = blocks
    self.cellCount = cellCount
    localCount = 1 + (blocks.flatMap(\.definitions).map(\.index).max() ?? -1)
  }

  /// Makes a local that nothing defines yet.
  public mutating func makeLocal() -> Local {
    defer { localCount += 1 }
    return Local(localCount)
  }

  /// True iff calling the function starts an async activation.
  public var isAsync: Bool {
    if case .asyncStart = blocks.first?.instructions.first?.operation { true } else { false }
  }

  /// The block `id`.
  public subscript(id: BlockID) -> BasicBlock {
    get { blocks[id.index] }
    set { blocks[id.index] = newValue }
  }

  /// The block where execution starts.
  public static let entry = BlockID(0)

  /// The identities of all blocks.
  public var blockIDs: some Sequence<BlockID> { blocks.indices.lazy.map { BlockID($0) } }
}

/// Instructions that are executed one after the other, and where control goes then.
public struct BasicBlock: Hashable, Sendable {
  /// What predecessors pass.
  ///
  /// A catch block has one parameter, the exception; the entry block has one for each value that is in the
  /// frame when the function is entered.
  public var parameters: [Local]
  /// The current scope when the block is entered, if its predecessors do not agree on it or it has none.
  ///
  /// The engine keeps one scope current; nothing else can pass scopes from block to block.
  public var scope: Local?
  /// The instructions in the order of execution.
  public var instructions: [SSAInstruction]
  /// Where control goes after the last instruction.
  public var terminator: Terminator

  /// Makes a block.
  public init(
    parameters: [Local] = [], scope: Local? = nil, _ instructions: [SSAInstruction] = [],
    terminator: Terminator = Terminator(.returnValue(.literal(.undefined)))
  ) {
    self.parameters = parameters
    self.scope = scope
    self.instructions = instructions
    self.terminator = terminator
  }

  /// The locals that the block defines, in order.
  public var definitions: [Local] {
    parameters + (scope.map { [$0] } ?? []) + instructions.compactMap(\.result)
  }
}

/// The identity of a block: its position in the body.
public struct BlockID: Hashable, Comparable, Sendable {
  /// The position, from 0.
  public let index: Int
  /// Makes the identity of the block at `index`.
  public init(_ index: Int) { self.index = index }

  /// Orders blocks by position.
  public static func < (left: BlockID, right: BlockID) -> Bool { left.index < right.index }
}

/// A value of a function that is defined once, or a scope.
public struct Local: Hashable, Comparable, Sendable {
  /// A number that is unique in the function.
  public let index: Int
  /// Makes the local numbered `index`.
  public init(_ index: Int) { self.index = index }

  /// Orders locals by number.
  public static func < (left: Local, right: Local) -> Bool { left.index < right.index }
}

/// A variable of a function that is not in static single assignment form.
public struct Cell: Hashable, Comparable, Sendable {
  /// A number below `SSABody.cellCount`.
  public let index: Int
  /// Makes the cell numbered `index`.
  public init(_ index: Int) { self.index = index }

  /// Orders cells by number.
  public static func < (left: Cell, right: Cell) -> Bool { left.index < right.index }
}

/// What an instruction works on.
public enum Operand: Hashable, Sendable {
  case local(Local)
  case literal(Value)

  /// The local, or nil for a literal.
  public var local: Local? { if case .local(let local) = self { local } else { nil } }
  /// The literal value, or nil for a local.
  public var literal: Value? { if case .literal(let value) = self { value } else { nil } }
}

/// An operation on operands, and the local that it defines.
public struct SSAInstruction: Hashable, Sendable {
  /// The local that the instruction defines; nil iff the operation has no result.
  public var result: Local?
  /// What is done.
  public var operation: SSAOperation
  /// What it is done with, as `SSAOperation.signature` says.
  public var operands: [Operand]
  /// The position in the stack code that the function was read from, or nil if a pass made the instruction.
  public var origin: Int?

  /// Makes an instruction.
  public init(_ result: Local?, _ operation: SSAOperation, _ operands: [Operand] = [], origin: Int? = nil) {
    self.result = result
    self.operation = operation
    self.operands = operands
    self.origin = origin
  }
}
