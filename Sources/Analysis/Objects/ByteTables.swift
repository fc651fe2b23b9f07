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
  private var candidates: CandidateReferences

  /// Finds the arrays in the program of `flow`.
  ///
  /// - Precondition: `flow` met no obstacle.
  public init(_ flow: ValueFlow) {
    precondition(flow.obstacle == nil, "the value flow is not known")
    self.flow = flow
    candidates = CandidateReferences(in: flow)
    let tables = addCandidates()
    candidates.excludeByData()
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

  // MARK: Code

  private mutating func check(_ instruction: SSAInstruction, _ function: FunctionID) {
    func value(_ index: Int) -> AbstractValue { flow.value(of: instruction.operands[index], in: function) }
    switch instruction.operation {
    case .objectGet:
      // Other keys fail before the engine looks at what they are used on.
      if mayBeName(value(1)) { candidates.exclude(value(0)) }
      candidates.exclude(value(1))
    case .objectSet:
      candidates.exclude(value(0))
      candidates.exclude(value(1))
    // What is passed on is looked at where it is used; every array is truthy.
    case .initialized, .storeArgument, .storeCell, .storeGlobal, .storeScoped, .callFunction, .callHost,
      .callHostVoid, .unary(.logicalNot):
      break
    case .call, .callVoid, .new:
      candidates.excludeByCall(instruction, callee: 0, in: function)
    case .awaitCall: candidates.excludeByCall(instruction, callee: 1, in: function)
    default: for index in instruction.operands.indices { candidates.exclude(value(index)) }
    }
  }

  /// True iff `key` may be a string other than `length`, which is looked for in the prototype of arrays.
  private func mayBeName(_ key: AbstractValue) -> Bool {
    key.isFromHost || key.types.contains(.string)
      || key.constants.contains { $0.isString && !flow.isString($0, "length") }
  }

  private mutating func check(_ terminator: Terminator, _ function: FunctionID) {
    switch terminator.kind {
    case .branch, .returnValue: break
    default: candidates.exclude(terminator, in: function)
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
