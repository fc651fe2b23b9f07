import Analysis
import IL

/// Which parts of a program are still there in its optimized form.
///
/// Entities are followed by their identity, instructions by the position that they had when the program was
/// read. What a pass merged into another entity counts as removed, because its bytes are gone.
public struct Survivors: Sendable {
  private let original: Program
  private let optimized: Program
  private let exports: Matches<Int>
  private let instructions: Matches<Instruction>
  private let parameters: Matches<Parameter>

  /// A place in code.
  private struct Instruction: Hashable {
    var function: FunctionID
    var position: Int
  }

  private struct Parameter: Hashable {
    var function: FunctionID
    var index: Int
  }

  /// What in the original became what in the optimized program.
  private struct Matches<Part: Hashable & Sendable>: Sendable {
    private(set) var optimized: [Part: Part] = [:]
    private(set) var original: [Part: Part] = [:]

    mutating func match(original old: Part, optimized new: Part) {
      optimized[old] = new
      original[new] = old
    }
  }

  /// Compares `original` with `optimized`, which passes made from it.
  public init(original: Program, optimized: Program) {
    self.original = original
    self.optimized = optimized
    exports = Self.matchExports(original, optimized)
    instructions = Self.matchInstructions(original, optimized)
    parameters = Self.matchParameters(original, optimized, instructions)
  }

  /// True iff `node`, a part of the original program, is still there.
  public func contains(_ node: DependencyGraph.Node) -> Bool {
    switch node {
    case .export(let position): exports.optimized[position] != nil
    case .hostImport(let id): optimized.imports.contains(id)
    case .function(let id): optimized.functions.contains(id)
    case .instruction(let id, let position):
      instructions.optimized[Instruction(function: id, position: position)] != nil
    case .parameter(let id, let index): parameters.optimized[Parameter(function: id, index: index)] != nil
    case .global(let id): optimized.globals.contains(id)
    case .allocation(let id): optimized.allocations.contains(id)
    case .property(let id, let position):
      optimized.property(id, withKey: original.properties(of: id)[position].key) != nil
    case .element(let id, let index): optimized.elementCount(of: id) > index
    case .slot(let id, let index): optimized.slotCount(of: id) > index
    case .string(let id): optimized.strings.contains(id)
    case .builtin(let name): optimized.builtins[name].isPresent
    case .internedKeys: optimized.builtins.internsKeys
    }
  }

  /// The part of the original program that became `node` of the optimized one, or nil if a pass made it.
  public func origin(of node: DependencyGraph.Node) -> DependencyGraph.Node? {
    switch node {
    case .export(let position): exports.original[position].map { .export($0) }
    case .instruction(let id, let position):
      instructions.original[Instruction(function: id, position: position)].map {
        .instruction($0.function, $0.position)
      }
    case .parameter(let id, let index):
      parameters.original[Parameter(function: id, index: index)].map { .parameter($0.function, $0.index) }
    case .property(let id, let position):
      original.property(id, withKey: optimized.properties(of: id)[position].key).map { .property(id, $0) }
    case .hostImport, .function, .global, .allocation, .element, .slot, .string, .builtin, .internedKeys: node
    }
  }

  /// What a pass made of the instruction at `position`, or nil if it is as it was or gone.
  ///
  /// That a jump leads to a label of another number says nothing, so labels are not compared.
  public func replacement(_ function: FunctionID, _ position: Int) -> Operation? {
    let place = Instruction(function: function, position: position)
    guard let newPosition = instructions.optimized[place]?.position else { return nil }
    let old = original.functions[function].code.instructions[position].operation
    let new = optimized.functions[function].code.instructions[newPosition].operation
    if old.target != nil, new.target != nil, old.text.mnemonic == new.text.mnemonic { return nil }
    return new == old ? nil : new
  }

  // MARK: Matching

  /// Matches the exports of one id in their order: the first wins, so a pass that drops some keeps the first.
  private static func matchExports(_ original: Program, _ optimized: Program) -> Matches<Int> {
    var left: [UInt16: [Int]] = [:]
    for (position, export) in optimized.exports.enumerated().reversed() {
      left[export.id, default: []].append(position)
    }
    var matches = Matches<Int>()
    for (position, export) in original.exports.enumerated() {
      guard let match = left[export.id]?.popLast() else { continue }
      matches.match(original: position, optimized: match)
    }
    return matches
  }

  private static func matchInstructions(_ original: Program, _ optimized: Program) -> Matches<Instruction> {
    var matches = Matches<Instruction>()
    for (id, function) in original.functions.entries where optimized.functions.contains(id) {
      let new = optimized.functions[id].code.positionsByOrigin
      for (position, instruction) in function.code.instructions.enumerated() {
        guard let origin = instruction.origin, let match = new[origin] else { continue }
        matches.match(
          original: Instruction(function: id, position: position),
          optimized: Instruction(function: id, position: match))
      }
    }
    return matches
  }

  /// Matches the parameters that an instruction still reads: passes may renumber them.
  private static func matchParameters(
    _ original: Program, _ optimized: Program, _ instructions: Matches<Instruction>
  ) -> Matches<Parameter> {
    var matches = Matches<Parameter>()
    for (id, function) in original.functions.entries {
      for (position, instruction) in function.code.instructions.enumerated() {
        guard case .loadArgument(let index) = instruction.operation,
          let match = instructions.optimized[Instruction(function: id, position: position)],
          case .loadArgument(let newIndex) = optimized.functions[id].code.instructions[match.position]
            .operation
        else { continue }
        matches.match(
          original: Parameter(function: id, index: index), optimized: Parameter(function: id, index: newIndex)
        )
      }
    }
    return matches
  }
}

extension StackCode {
  /// The positions of the instructions that were read from a file, by their position there.
  fileprivate var positionsByOrigin: [Int: Int] {
    var positions: [Int: Int] = [:]
    for (position, instruction) in instructions.enumerated() {
      if let origin = instruction.origin { positions[origin] = position }
    }
    return positions
  }
}

extension Program {
  /// The properties of an object; none if there is no such object.
  fileprivate func properties(of id: AllocationID) -> [Allocation.Property] {
    guard allocations.contains(id), case .object(_, _, let properties) = allocations[id].content else {
      return []
    }
    return properties
  }

  /// The position of a property, which others before it may have left.
  fileprivate func property(_ id: AllocationID, withKey key: Value) -> Int? {
    properties(of: id).firstIndex { $0.key == key }
  }

  fileprivate func elementCount(of id: AllocationID) -> Int {
    guard allocations.contains(id) else { return 0 }
    return switch allocations[id].content {
    case .array(let items), .fixedLengthArray(let items): items.count
    case .object, .closure, .classValue, .uint8Array: 0
    }
  }

  fileprivate func slotCount(of id: AllocationID) -> Int {
    guard allocations.contains(id) else { return 0 }
    return switch allocations[id].content {
    // The graph numbers internal slots from 2, as the engine does.
    case .object(_, let internalSlots, _): internalSlots.isEmpty ? 0 : 2 + internalSlots.count
    case .closure(let slots): slots.count
    case .classValue: 2
    case .array, .fixedLengthArray, .uint8Array: 0
    }
  }
}

extension Value {
  /// True iff a built-in with this value is there: passes replace one that nothing needs by null or undefined.
  var isPresent: Bool { self != .undefined && self != .null }
}
