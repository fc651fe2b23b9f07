import Analysis
import IL

/// What the nodes of a drawing are called: to people in labels, to tools in identifiers.
struct GraphLabels {
  private let program: Program
  private let names: Names

  /// The number of characters of a string that a label shows.
  ///
  /// Enough to recognize a message; a longer one would widen the whole column of the drawing.
  static let maximumStringLength = 28

  /// The number of values that the label of a run of array elements shows.
  static let maximumRunLength = 4

  /// Prepares the labels of the parts of `program`.
  init(_ program: Program) {
    self.program = program
    names = Names(program)
  }

  // MARK: Identifiers

  /// The identifier of `node`, which is unique and depends on identities only.
  static func identifier(of node: DependencyGraph.Node) -> String {
    switch node {
    case .export(let position): "export\(position)"
    case .hostImport(let id): "import\(id.index)"
    case .function(let id): "function\(id.index)"
    case .instruction(let id, let position): "function\(id.index).instruction\(position)"
    case .operation(let position):
      "function\(position.function.index).block\(position.block.index).\(position.index)"
    case .blockParameter(let id, let local): "function\(id.index).local\(local.index)"
    case .parameter(let id, let index): "function\(id.index).parameter\(index)"
    case .global(let id): "global\(id.index)"
    case .allocation(let id): "allocation\(id.index)"
    case .property(let id, let position): "allocation\(id.index).property\(position)"
    case .element(let id, let index): "allocation\(id.index).element\(index)"
    case .slot(let id, let index): "allocation\(id.index).slot\(index)"
    case .string(let id): "string\(id.index)"
    case .builtin(let name): "builtin.\(name.rawValue)"
    case .internedKeys: "builtin.interned_keys"
    }
  }

  // MARK: Labels

  /// The lines of the label of `node`.
  func lines(for node: DependencyGraph.Node) -> [String] {
    switch node {
    case .export(let position): [export(program.exports[position])]
    case .hostImport(let id): [names[id], "host function \(program.imports[id].hostID)"]
    case .function(let id): [names[id], summary(of: program.functions[id])]
    case .instruction, .operation: [code(at: node)]
    case .blockParameter(_, let local): [local.description]
    case .parameter(_, let index): [index == 0 ? "this" : "parameter \(index)"]
    case .global(let id): ["\(names[id]) = \(text(of: program.globals[id].value))"]
    case .allocation(let id): [names[id], summary(of: program.allocations[id])]
    case .property(let id, let position): [property(id, position)]
    case .element(let id, let index): ["[\(index)]: \(text(of: program.element(id, index)))"]
    case .slot(let id, let index): [slot(id, index)]
    case .string(let id): [text(of: .string(id))]
    case .builtin(let name): [name.rawValue, "built-in"]
    case .internedKeys: ["interned_keys", "built-in"]
    }
  }

  /// The lines of the label of the `length` array elements from `node` on.
  func lines(forRunAt node: DependencyGraph.Node, length: Int) -> [String] {
    guard case .element(let id, let first) = node else { return lines(for: node) }
    let shown = (first..<first + min(length, Self.maximumRunLength)).map { text(of: program.element(id, $0)) }
    let rest = length > shown.count ? ", …" : ""
    return ["[\(first)…\(first + length - 1)]: \(shown.joined(separator: ", "))\(rest)"]
  }

  /// The instruction or terminator `node` as IL text, with strings shortened.
  func text(at node: DependencyGraph.Node) -> String {
    guard let step = program.step(at: node) else { preconditionFailure("\(node) is not code") }
    return switch step {
    case .instruction(let instruction): text(of: instruction)
    case .operation(let instruction): text(of: instruction)
    case .terminator(let terminator): text(of: terminator)
    }
  }

  private func text(of instruction: Instruction) -> String {
    if case .literal(let value) = instruction.operation { return "literal \(text(of: value))" }
    return names[instruction.operation]
  }

  private func text(of instruction: SSAInstruction) -> String {
    let operands = instruction.operands.map { text(of: $0) }.joined(separator: ", ")
    let separator = operands.isEmpty ? "" : instruction.operation.text.immediates.isEmpty ? " " : ", "
    let result = instruction.result.map { "\($0) = " } ?? ""
    return result + names[instruction.operation] + separator + operands
  }

  private func text(of terminator: Terminator) -> String {
    var parts = terminator.operands.map { text(of: $0) }
    for edge in terminator.edges { parts.append(text(of: edge)) }
    if let handler = terminator.handler { parts.append(handler.description) }
    return terminator.mnemonic + (parts.isEmpty ? "" : " ") + parts.joined(separator: ", ")
  }

  private func text(of edge: Edge) -> String {
    let arguments = edge.arguments.map { text(of: $0) }.joined(separator: ", ")
    return arguments.isEmpty ? edge.target.description : "\(edge.target)(\(arguments))"
  }

  private func text(of operand: Operand) -> String {
    switch operand {
    case .local(let local): local.description
    case .literal(let value): text(of: value)
    }
  }

  /// The value as IL text, with strings shortened.
  func text(of value: Value) -> String {
    guard case .string(let id) = value, program.strings.contains(id) else { return names[value] }
    return Self.shortened(program.strings[id].bytes)
  }

  /// A string in quotes; what is left out of a long one becomes an ellipsis.
  static func shortened(_ bytes: [UInt8]) -> String {
    // Malformed UTF-8 is shown byte by byte, so it is cut there too.
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let start = Names.quoted(Array(bytes.prefix(maximumStringLength)))
      return bytes.count > maximumStringLength ? start.dropLast() + "…\"" : start
    }
    // Scalars, because one character can have any number of them.
    let scalars = text.unicodeScalars
    guard scalars.count > maximumStringLength else { return Names.quoted(bytes) }
    let start = String(String.UnicodeScalarView(scalars.prefix(maximumStringLength)))
    return Names.quoted(Array(start.utf8)).dropLast() + "…\""
  }

  // MARK: Parts

  /// The instruction or terminator that is `node`, behind the names by which jumps lead to it.
  private func code(at node: DependencyGraph.Node) -> String {
    (jumpTargets(at: node).map { "\($0):" } + [text(at: node)]).joined(separator: " ")
  }

  /// The labels before an instruction, or the block that starts with it.
  private func jumpTargets(at node: DependencyGraph.Node) -> [String] {
    switch node {
    case .instruction(let id, let position):
      let before = program.functions[id].code.instructions[..<position]
      return before.reversed().prefix { $0.isLabel }.reversed().compactMap { instruction in
        if case .label(let label) = instruction.operation { "L\(label.index)" } else { nil }
      }
    case .operation(let position): return position.index == 0 ? [position.block.description] : []
    default: return []
    }
  }

  private func export(_ export: Export) -> String {
    switch export.value {
    // The edge shows these.
    case .function, .continuation, .hostFunction, .allocation, .handle: "export \(export.id)"
    case .undefined, .null, .boolean, .number, .string, .deleted, .noOpFunction:
      "export \(export.id) = \(text(of: export.value))"
    }
  }

  private func summary(of function: Function) -> String {
    let count =
      switch function.body {
      case .stack(let code): code.instructions.reduce(0) { $1.isLabel ? $0 : $0 + 1 }
      case .ssa(let body): body.blocks.reduce(0) { $0 + $1.instructions.count + 1 }
      }
    return (function.isAsync ? "async function, " : "function, ") + Self.counted(count, "instruction")
  }

  private func summary(of allocation: Allocation) -> String {
    let what =
      switch allocation.content {
      case .object(_, _, let properties):
        "object, \(Self.counted(properties.count, "property", "properties"))"
      case .array(let items): "array, \(Self.counted(items.count, "element"))"
      case .fixedLengthArray(let items): "fixed array, \(Self.counted(items.count, "element"))"
      case .closure(let slots): "closure, \(Self.counted(slots.count, "slot"))"
      case .classValue: "class"
      case .uint8Array(let bytes): "byte array, \(Self.counted(bytes.count, "byte"))"
      }
    return "\(what), in \(allocation.region.word)"
  }

  private static func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
  }

  private func property(_ id: AllocationID, _ position: Int) -> String {
    guard case .object(_, _, let properties) = program.allocations[id].content else { return "?" }
    return "\(text(of: properties[position].key)): \(text(of: properties[position].value))"
  }

  private func slot(_ id: AllocationID, _ index: Int) -> String {
    switch program.allocations[id].content {
    case .object(_, let internalSlots, _):
      "internal slot \(index): \(text(of: internalSlots[index - 2]))"
    case .closure(let slots): "slot \(index): \(text(of: slots[index]))"
    case .classValue(let constructor, let staticProperties):
      index == 0 ? "constructor: \(text(of: constructor))" : "static: \(text(of: staticProperties))"
    case .array, .fixedLengthArray, .uint8Array: "?"
    }
  }
}
