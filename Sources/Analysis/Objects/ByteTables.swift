import BitCollections
import IL

/// Which arrays in ROM could as well be byte arrays.
///
/// Every item of such an array is a byte, and all that the program can do with the array is to pass it on, to test
/// it and to read its items and its length: nothing writes it, compares it, asks for its type or reaches the
/// prototype of arrays through it, and the host never sees it.
public struct ByteTables: Sendable {
  /// The items of each such array.
  public private(set) var bytes: [AllocationID: [UInt8]] = [:]

  private let flow: ValueFlow
  /// The arrays for which nothing spoke against it so far, by number in the value flow.
  private var candidates = BitSet()

  /// Finds the arrays in the program of `flow`.
  ///
  /// - Precondition: `flow` met no obstacle.
  public init(_ flow: ValueFlow) {
    precondition(flow.obstacle == nil, "the value flow is not known")
    self.flow = flow
    let tables = addCandidates()
    excludeByData()
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for instruction in body[block].instructions { check(instruction, id) }
        check(body[block].terminator, id)
      }
    }
    for (thing, id, bytes) in tables where candidates.contains(thing) { self.bytes[id] = bytes }
  }

  // MARK: Data

  /// Takes the arrays of bytes that values refer to, and gives what is in them.
  private mutating func addCandidates() -> [(thing: Int, id: AllocationID, bytes: [UInt8])] {
    var tables: [(thing: Int, id: AllocationID, bytes: [UInt8])] = []
    for (number, reference) in flow.references.enumerated() {
      guard case .allocation(let id) = reference, !flow.isEscaped(number),
        let bytes = flow.program.allocations[id].readOnlyBytes
      else { continue }
      candidates.insert(number)
      tables.append((number, id, bytes))
    }
    return tables
  }

  /// Excludes what the engine itself looks into, and what objects inherit from.
  private mutating func excludeByData() {
    let program = flow.program
    for name in Builtins.Name.allCases { exclude(program.builtins[name]) }
    for export in program.exports { exclude(export.value) }
    for (_, allocation) in program.allocations.entries {
      guard case .object(let prototype, let internalSlots, _) = allocation.content else { continue }
      exclude(prototype)
      for value in internalSlots { exclude(value) }
    }
    for thing in flow.references.indices {
      exclude(flow.prototype(of: thing))
      // What a closure calls or a class constructs, and the static properties of a class.
      exclude(flow.slot(0, of: thing))
      if flow.isClass(thing) { exclude(flow.slot(1, of: thing)) }
    }
  }

  private mutating func exclude(_ value: AbstractValue) { candidates.subtract(value.references) }

  private mutating func exclude(_ value: Value) {
    guard let id = value.referent, let thing = flow.number(ofKnown: .allocation(id)) else { return }
    candidates.remove(thing)
  }

  // MARK: Code

  private mutating func check(_ instruction: SSAInstruction, _ function: FunctionID) {
    func value(_ index: Int) -> AbstractValue { flow.value(of: instruction.operands[index], in: function) }
    switch instruction.operation {
    case .objectGet:
      // Other keys fail before the engine looks at what they are used on.
      if mayBeName(value(1)) { exclude(value(0)) }
      exclude(value(1))
    case .objectSet:
      exclude(value(0))
      exclude(value(1))
    // What is passed on is looked at where it is used; every array is truthy.
    case .initialized, .storeArgument, .storeCell, .storeGlobal, .storeScoped, .callFunction, .callHost,
      .callHostVoid, .unary(.logicalNot):
      break
    case .call, .callVoid, .new: checkCall(instruction, callee: 0, function)
    case .awaitCall: checkCall(instruction, callee: 1, function)
    default: for index in instruction.operands.indices { exclude(value(index)) }
    }
  }

  /// True iff `key` may be a string other than `length`, which is looked for in the prototype of arrays.
  private func mayBeName(_ key: AbstractValue) -> Bool {
    key.isFromHost || key.types.contains(.string)
      || key.constants.contains { $0.isString && !flow.isString($0, "length") }
  }

  private mutating func checkCall(_ instruction: SSAInstruction, callee: Int, _ function: FunctionID) {
    let target = flow.value(of: instruction.operands[callee], in: function)
    exclude(target)
    // What a callback of the engine is called with goes to whoever awaits.
    guard flow.things(target).contains(where: { flow.references[$0] == .external }) else { return }
    for operand in instruction.operands { exclude(flow.value(of: operand, in: function)) }
  }

  private mutating func check(_ terminator: Terminator, _ function: FunctionID) {
    switch terminator.kind {
    case .branch, .returnValue: break
    default: for operand in terminator.operands { exclude(flow.value(of: operand, in: function)) }
    }
  }
}

extension Allocation {
  /// The items of an array in ROM, if there are some and all of them are bytes.
  fileprivate var readOnlyBytes: [UInt8]? {
    let items: [Value]
    switch content {
    case .array(let values), .fixedLengthArray(let values): items = values
    case .object, .closure, .classValue, .uint8Array: return nil
    }
    let bytes = items.compactMap { item -> UInt8? in
      if case .number(let number) = item { number.int14.flatMap { UInt8(exactly: $0) } } else { nil }
    }
    return region == .rom && !items.isEmpty && bytes.count == items.count ? bytes : nil
  }
}
