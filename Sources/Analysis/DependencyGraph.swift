import IL
import OrderedCollections

/// What each part of a program needs.
///
/// An edge from one node to another says that the first cannot be kept without the second. The roots are
/// the exports: nothing else enters the program (engine specification, section 12). What no root reaches can
/// go.
///
/// A store to a global is needed by the global, not by the function that it stands in: a global that
/// nothing reads takes its stores with it.
public struct DependencyGraph: Sendable {
  /// A part of a program.
  public enum Node: Hashable, Sendable {
    /// An entry of the export table, by its position there.
    case export(Int)
    case hostImport(ImportID)
    case function(FunctionID)
    /// An instruction, by its position in the code of its function.
    case instruction(FunctionID, Int)
    /// A parameter that the function reads; 0 is `this`.
    case parameter(FunctionID, Int)
    case global(GlobalID)
    case allocation(AllocationID)
    /// A property of an object, by its position.
    case property(AllocationID, Int)
    /// An item of an array.
    case element(AllocationID, Int)
    /// A slot of a closure or class, or an internal slot of an object.
    case slot(AllocationID, Int)
    case string(StringID)
    case builtin(Builtins.Name)
    /// The place for keys that are made at run time.
    case internedKeys
  }

  /// The position of a node in `nodes`.
  public typealias Index = Int

  /// All nodes, in the order of the program.
  public private(set) var nodes: OrderedSet<Node> = []
  private var successors: [[Index]] = []

  /// The nodes that the host can observe, ascending.
  public private(set) var roots: [Index] = []

  /// The index of `node`, or nil if the program has no such part.
  public func index(of node: Node) -> Index? { nodes.firstIndex(of: node) }

  /// What the node at `index` needs, in the order in which the program mentions it; may repeat.
  public func needs(_ index: Index) -> [Index] { successors[index] }

  /// Builds the graph of `program`.
  ///
  /// Linear in the size of the program.
  ///
  /// - Precondition: `program` satisfies `Verifier`.
  public init(_ program: Program) {
    addNodes(of: program)
    for (position, export) in program.exports.enumerated() {
      let root = index(of: .export(position))!
      roots.append(root)
      connect(root, toValue: export.value)
    }
    for name in Builtins.Name.allCases {
      connect(index(of: .builtin(name))!, toValue: program.builtins[name])
    }
    for (id, global) in program.globals.entries { connect(index(of: .global(id))!, toValue: global.value) }
    for (id, allocation) in program.allocations.entries { connect(id, allocation.content) }
    for (id, function) in program.functions.entries { connect(id, function) }
    connectHostFunctions(program)
  }

  // MARK: Nodes

  private mutating func addNodes(of program: Program) {
    for position in program.exports.indices { add(.export(position)) }
    for name in Builtins.Name.allCases { add(.builtin(name)) }
    add(.internedKeys)
    for id in program.imports.ids { add(.hostImport(id)) }
    for id in program.strings.ids { add(.string(id)) }
    for id in program.globals.ids { add(.global(id)) }
    for (id, allocation) in program.allocations.entries {
      add(.allocation(id))
      for part in Self.parts(of: id, allocation.content) { add(part.node) }
    }
    for (id, function) in program.functions.entries {
      add(.function(id))
      for (position, instruction) in function.code.instructions.enumerated() where !instruction.isLabel {
        add(.instruction(id, position))
        if case .loadArgument(let index) = instruction.operation { add(.parameter(id, index)) }
      }
    }
  }

  private mutating func add(_ node: Node) {
    if nodes.append(node).inserted { successors.append([]) }
  }

  /// The parts of an allocation that can hold a value, and the values.
  private static func parts(
    of id: AllocationID, _ content: Allocation.Content
  ) -> [(node: Node, values: [Value])] {
    switch content {
    case .object(_, let internalSlots, let properties):
      internalSlots.enumerated().map { (.slot(id, $0.offset + 2), [$0.element]) }
        + properties.enumerated().map { (.property(id, $0.offset), [$0.element.key, $0.element.value]) }
    case .array(let items), .fixedLengthArray(let items):
      items.enumerated().map { (.element(id, $0.offset), [$0.element]) }
    case .closure(let slots): slots.enumerated().map { (.slot(id, $0.offset), [$0.element]) }
    case .classValue(let constructor, let staticProperties):
      [(.slot(id, 0), [constructor]), (.slot(id, 1), [staticProperties])]
    case .uint8Array: []
    }
  }

  // MARK: Edges

  private mutating func connect(_ node: Index, to target: Node) {
    if let target = index(of: target) { successors[node].append(target) }
  }

  private mutating func connect(_ node: Index, toValue value: Value) {
    switch value {
    case .string(let id): connect(node, to: .string(id))
    case .function(let id), .continuation(let id, _): connect(node, to: .function(id))
    case .hostFunction(let id): connect(node, to: .hostImport(id))
    case .allocation(let id), .handle(let id): connect(node, to: .allocation(id))
    case .undefined, .null, .boolean, .number, .deleted, .noOpFunction: break
    }
  }

  private mutating func connect(_ id: AllocationID, _ content: Allocation.Content) {
    let whole = index(of: .allocation(id))!
    for part in Self.parts(of: id, content) {
      let node = index(of: part.node)!
      successors[whole].append(node)
      for value in part.values { connect(node, toValue: value) }
    }
    switch content {
    case .object(let prototype, _, _): connect(whole, toValue: prototype)
    case .array, .fixedLengthArray: connect(whole, to: .builtin(.arrayPrototype))
    // Whoever has a class, the host included, may make instances.
    case .classValue: connect(whole, to: .builtin(.prototypeKey))
    case .closure, .uint8Array: break
    }
  }

  private mutating func connect(_ id: FunctionID, _ function: Function) {
    let whole = index(of: .function(id))!
    for (position, instruction) in function.code.instructions.enumerated() where !instruction.isLabel {
      let node = index(of: .instruction(id, position))!
      if case .storeGlobal(let global) = instruction.operation {
        successors[index(of: .global(global))!].append(node)
      } else {
        successors[whole].append(node)
      }
      connectOperands(of: instruction.operation, node, id)
    }
  }

  private mutating func connectOperands(of operation: Operation, _ node: Index, _ function: FunctionID) {
    switch operation {
    case .literal(let value): connect(node, toValue: value)
    case .loadGlobal(let id): connect(node, to: .global(id))
    case .storeGlobal: break
    case .loadArgument(let index): connect(node, to: .parameter(function, index))
    case .callFunction(let callee, _): connect(node, to: .function(callee))
    case .callHost(let id, _, _): connect(node, to: .hostImport(id))
    case .objectGet, .objectSet: connect(node, to: .internedKeys)
    case .arrayNew, .fixedLengthArrayNew, .objectKeys: connect(node, to: .builtin(.arrayPrototype))
    case .new, .classCreate: connect(node, to: .builtin(.prototypeKey))
    case .asyncStart, .await, .asyncResume, .asyncReturn, .asyncComplete, .awaitCall, .enqueueJob:
      for name in Self.asyncBuiltins { connect(node, to: .builtin(name)) }
    case .label, .loadVariable, .storeVariable, .storeArgument, .loadScoped, .storeScoped, .pop, .jump,
      .branch, .returnValue, .throwValue, .call, .uint8ArrayNew, .closureNew, .objectNew,
      .scopeNew, .scopePush, .scopePop, .scopeDiscard, .scopeClone, .loadClosure, .startTry, .endTry, .binary,
      .unary:
      break
    }
  }

  /// What the engine needs of the program to start, suspend or complete an async operation.
  private static let asyncBuiltins: [Builtins.Name] = [
    .asyncContinue, .asyncCatchBlock, .asyncHostCallback, .promisePrototype,
  ]

  /// Any host function may start an async operation, and needs for it what async functions need.
  private mutating func connectHostFunctions(_ program: Program) {
    for id in program.imports.ids {
      for name in Self.asyncBuiltins { connect(index(of: .hostImport(id))!, to: .builtin(name)) }
    }
  }
}
