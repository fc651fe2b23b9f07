import IL
import OrderedCollections

/// What each part of a program needs.
///
/// An edge from one node to another says that the first cannot be kept without the second. The roots are
/// the exports: nothing else enters the program (engine specification, section 12). What no root reaches can
/// go.
///
/// A store to a global is needed only if both the function that it stands in and the global are: a global that
/// nothing reads takes its stores with it.
public struct DependencyGraph: Sendable {
  /// A part of a program.
  public enum Node: Hashable, Sendable {
    /// An entry of the export table, by its position there.
    case export(Int)
    case hostImport(ImportID)
    case function(FunctionID)
    /// An instruction of a function in stack form, by its position in the code.
    case instruction(FunctionID, Int)
    /// An instruction or terminator of a function in SSA form.
    case operation(CodePosition)
    /// What a block of a function in SSA form gets from its predecessors, the current scope included.
    case blockParameter(FunctionID, Local)
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

  /// The stores to globals, which two nodes must need; each has an edge to it.
  private var stores: Set<Index> = []

  /// The nodes that the host can observe, ascending.
  public private(set) var roots: [Index] = []

  /// The index of `node`, or nil if the program has no such part.
  public func index(of node: Node) -> Index? { nodes.firstIndex(of: node) }

  /// What the node at `index` needs, in the order in which the program mentions it; may repeat.
  public func needs(_ index: Index) -> [Index] { successors[index] }

  /// How many nodes that have an edge to the node at `index` must be kept before it has to be.
  public func requiredCauses(_ index: Index) -> Int { stores.contains(index) ? 2 : 1 }

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
      switch function.body {
      case .stack(let code):
        for (position, instruction) in code.instructions.enumerated() where !instruction.isLabel {
          add(.instruction(id, position))
          addParameters(of: id, instruction.operation.mentions)
        }
      case .ssa(let body):
        for block in body.blockIDs { addNodes(of: id, block, body[block]) }
      }
    }
  }

  private mutating func addNodes(of function: FunctionID, _ id: BlockID, _ block: BasicBlock) {
    for local in block.incoming { add(.blockParameter(function, local)) }
    for (index, instruction) in block.instructions.enumerated() {
      add(.operation(CodePosition(function, id, index)))
      addParameters(of: function, instruction.operation.mentions)
    }
    add(.operation(CodePosition(function, id, block.instructions.count)))
  }

  private mutating func addParameters(of function: FunctionID, _ mentions: [Mention]) {
    for case .parameter(let index) in mentions { add(.parameter(function, index)) }
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
    switch function.body {
    case .stack(let code):
      for (position, instruction) in code.instructions.enumerated() where !instruction.isLabel {
        connect(id, index(of: .instruction(id, position))!, instruction.operation.mentions)
      }
    case .ssa(let body): connect(id, body)
    }
  }

  private mutating func connect(_ id: FunctionID, _ body: SSABody) {
    let definitions = definitions(of: id, body)
    func connect(_ node: Index, to operand: Operand) {
      switch operand {
      case .local(let local): successors[node].append(definitions[local.index])
      case .literal(let value): self.connect(node, toValue: value)
      }
    }
    let whole = index(of: .function(id))!
    for block in body.blockIDs {
      for local in body[block].incoming { successors[whole].append(definitions[local.index]) }
      for (position, instruction) in body[block].instructions.enumerated() {
        let node = index(of: .operation(CodePosition(id, block, position)))!
        self.connect(id, node, instruction.operation.mentions)
        for operand in instruction.operands { connect(node, to: operand) }
      }
      let terminator = body[block].terminator
      let node = index(of: .operation(CodePosition(id, block, body[block].instructions.count)))!
      self.connect(id, node, terminator.mentions.filter(\.isService))
      for operand in terminator.operands { connect(node, to: operand) }
      for edge in terminator.edges {
        for (parameter, argument) in zip(body[edge.target].parameters, edge.arguments) {
          connect(definitions[parameter.index], to: argument)
        }
      }
    }
  }

  /// The node that defines each local.
  private func definitions(of id: FunctionID, _ body: SSABody) -> [Index] {
    var definitions = Array(repeating: index(of: .function(id))!, count: body.localCount)
    for block in body.blockIDs {
      for local in body[block].incoming { definitions[local.index] = index(of: .blockParameter(id, local))! }
      for (position, instruction) in body[block].instructions.enumerated() {
        guard let local = instruction.result else { continue }
        definitions[local.index] = index(of: .operation(CodePosition(id, block, position)))!
      }
    }
    return definitions
  }

  /// Connects a node in the code of `function` with what it mentions.
  private mutating func connect(_ function: FunctionID, _ node: Index, _ mentions: [Mention]) {
    successors[index(of: .function(function))!].append(node)
    for mention in mentions {
      switch mention {
      case .value(let value): connect(node, toValue: value)
      case .loadedGlobal(let id): connect(node, to: .global(id))
      case .storedGlobal(let id):
        successors[index(of: .global(id))!].append(node)
        stores.insert(node)
      case .callee(let callee): connect(node, to: .function(callee))
      case .hostCallee(let id): connect(node, to: .hostImport(id))
      case .parameter(let index): connect(node, to: .parameter(function, index))
      case .service(.properties): connect(node, to: .internedKeys)
      case .service(.arrays): connect(node, to: .builtin(.arrayPrototype))
      case .service(.classes): connect(node, to: .builtin(.prototypeKey))
      case .service(.async): for name in Self.asyncBuiltins { connect(node, to: .builtin(name)) }
      }
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

extension BasicBlock {
  /// The locals that are there when the block is entered.
  fileprivate var incoming: [Local] { parameters + (scope.map { [$0] } ?? []) }
}

extension Mention {
  /// True iff this is a part of the engine.
  fileprivate var isService: Bool { if case .service = self { true } else { false } }
}
