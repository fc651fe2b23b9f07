/// Checks everything that passes and the encoder rely on.
///
/// The rules are those of the snapshot format, sections 2 to 7, and of `StackDepths`. A program that was
/// decoded or parsed satisfies them; a pass that breaks one has a bug.
public struct Verifier {
  /// The part of a program that breaks a rule.
  public enum Subject: Hashable, Sendable {
    case export(Int)
    case builtin(Builtins.Name)
    case string(StringID)
    case global(GlobalID)
    case allocation(AllocationID)
    /// An instruction, by its position in the code of the function.
    case instruction(FunctionID, Int)
  }

  /// A violation of a rule.
  public struct Failure: Error, Hashable, CustomStringConvertible {
    /// The part that breaks the rule.
    public var subject: Subject
    /// The same, as IL text names it.
    public var place: String
    /// What is wrong.
    public var problem: String
    /// Both in one line.
    public var description: String { "\(place): \(problem)" }
  }

  private let program: Program
  private let names: Names
  /// The labels in each function that values may refer to: catch blocks and resume points that are reached.
  private let continuations: [FunctionID: Set<Label>]

  /// Checks `program`, and throws the first violation found.
  public static func verify(_ program: Program) throws(Failure) {
    let verifier = Verifier(program)
    try verifier.checkStrings()
    try verifier.checkRoots()
    for (id, global) in program.globals.entries {
      try verifier.check(global.value, in: .ram, at: .global(id))
    }
    for (id, allocation) in program.allocations.entries { try verifier.check(allocation, id) }
    for (id, function) in program.functions.entries { try verifier.check(function, id) }
  }

  private init(_ program: Program) {
    self.program = program
    names = Names(program)
    continuations = Dictionary(
      uniqueKeysWithValues: program.functions.entries.map { ($0.id, $0.element.continuations) })
  }

  private func failure(_ subject: Subject, _ problem: String) -> Failure {
    let place =
      switch subject {
      case .export(let position): "export \(program.exports[position].id)"
      case .builtin(let name): "builtin \(name.rawValue)"
      case .string(let id): "string \(names[id])"
      case .global(let id): names[id]
      case .allocation(let id): names[id]
      case .instruction(let id, let position): "\(names[id]), instruction \(position)"
      }
    return Failure(subject: subject, place: place, problem: problem)
  }

  private func checkStrings() throws(Failure) {
    var seen: Set<[UInt8]> = []
    for (id, string) in program.strings.entries {
      guard seen.insert(string.bytes).inserted else {
        throw failure(.string(id), "there are two constants with this text")
      }
      guard string.kind == .plain || !StringConstant.isAllDigits(string.bytes) else {
        throw failure(.string(id), "an all-digit string cannot be interned")
      }
      guard string.bytes.count < Limits.allocationSize else {
        throw failure(.string(id), "longer than the \(Limits.allocationSize - 1) bytes that fit")
      }
    }
  }

  private func checkRoots() throws(Failure) {
    for (position, export) in program.exports.enumerated() {
      try check(export.value, in: .rom, at: .export(position))
    }
    for name in Builtins.Name.allCases {
      try check(program.builtins[name], in: .rom, at: .builtin(name))
      try check(name, program.builtins[name])
    }
  }

  /// Checks that a built-in is what the engine takes it for.
  private func check(_ name: Builtins.Name, _ value: Value) throws(Failure) {
    switch (name, value) {
    case (_, .undefined), (.arrayPrototype, .null): return
    case (.arrayPrototype, _), (.promisePrototype, _):
      guard let id = value.referent, case .object = program.allocations[id].content else {
        throw failure(.builtin(name), "\(names[value]) is not an object")
      }
    case (.prototypeKey, .string(let id)) where program.strings[id].kind != .plain: return
    case (.prototypeKey, _): throw failure(.builtin(name), "\(names[value]) is not a property key")
    case (.asyncContinue, .function(let id)), (.asyncHostCallback, .function(let id)),
      (.asyncCatchBlock, .function(let id)):
      let expected = name == .asyncCatchBlock ? 2 : 0
      guard program.functions[id].entryDepth == expected else {
        throw failure(.builtin(name), "its function is not entered at depth \(expected)")
      }
    case (.asyncContinue, _), (.asyncHostCallback, _), (.asyncCatchBlock, _):
      throw failure(.builtin(name), "\(names[value]) is not a function")
    }
  }

  /// Checks that `value` may stand in a slot of `region`.
  private func check(_ value: Value, in region: Allocation.Region, at place: Subject) throws(Failure) {
    guard refersToSomething(value) else { throw failure(place, "refers to a removed entity") }
    switch value {
    case .allocation(let id) where region == .rom && program.allocations[id].region == .ram:
      throw failure(place, "\(names[id]) is in RAM, so ROM needs a handle for it")
    case .handle(let id) where program.allocations[id].region == .rom:
      throw failure(place, "\(names[id]) is in ROM, so it has no handle")
    case .continuation(let id, let label):
      if continuations[id, default: []].contains(label) { return }
      throw failure(
        place,
        program.functions[id].code.isContinuation(label)
          ? "\(names[value]) cannot be reached"
          : "\(names[value]) is neither a catch block nor a resume point")
    default: break
    }
  }

  private func refersToSomething(_ value: Value) -> Bool {
    switch value {
    case .string(let id): program.strings.contains(id)
    case .function(let id), .continuation(let id, _): program.functions.contains(id)
    case .hostFunction(let id): program.imports.contains(id)
    case .allocation(let id), .handle(let id): program.allocations.contains(id)
    case .undefined, .null, .boolean, .number, .deleted, .noOpFunction: true
    }
  }

  private func check(_ allocation: Allocation, _ id: AllocationID) throws(Failure) {
    let place = Subject.allocation(id)
    for value in allocation.content.values { try check(value, in: allocation.region, at: place) }
    guard allocation.content.largestBody <= Limits.allocationSize else {
      throw failure(
        place, "needs \(allocation.content.largestBody) bytes, more than \(Limits.allocationSize)")
    }
    switch allocation.content {
    case .object(_, let internalSlots, let properties):
      guard internalSlots.count.isMultiple(of: 2) else {
        throw failure(place, "internal slots come in pairs")
      }
      try checkInternalKeys(internalSlots, at: place)
      try checkKeys(properties, at: place)
    case .closure(let slots):
      guard !slots.isEmpty else { throw failure(place, "a closure has at least one slot") }
    case .uint8Array(let bytes):
      guard !bytes.isEmpty || allocation.region == .rom else {
        // The collector overwrites the first word of every heap allocation.
        throw failure(place, "an empty byte array must be in ROM")
      }
    case .array, .fixedLengthArray, .classValue: break
    }
  }

  private func checkInternalKeys(_ slots: [Value], at place: Subject) throws(Failure) {
    for index in stride(from: 0, to: slots.count, by: 2) {
      guard case .number(let number) = slots[index], let key = number.int14, key < 0 else {
        throw failure(place, "internal slot \(index + 2) is not a negative integer")
      }
    }
  }

  private func checkKeys(_ properties: [Allocation.Property], at place: Subject) throws(Failure) {
    var seen: Set<Value> = []
    for property in properties {
      guard isKey(property.key) else {
        throw failure(place, "\(names[property.key]) is not a property key")
      }
      guard seen.insert(property.key).inserted else {
        throw failure(place, "has the key \(names[property.key]) twice")
      }
    }
  }

  private func isKey(_ value: Value) -> Bool {
    switch value {
    case .number(let number): number.int14.map { $0 >= 0 } ?? false
    case .string(let id):
      program.strings[id].kind != .plain || program.strings[id].bytes == StringConstant.wellKnown[0]
    default: false
    }
  }

  private func check(_ function: Function, _ id: FunctionID) throws(Failure) {
    guard function.entryDepth == 0 || program.builtins[.asyncCatchBlock] == .function(id) else {
      throw failure(
        .instruction(id, 0), "entered at depth \(function.entryDepth), but it is not the built-in catch block"
      )
    }
    guard function.ssa == nil else { return }
    let depths: StackDepths
    do {
      depths = try StackDepths(function)
    } catch {
      throw failure(.instruction(id, error.position), error.description)
    }
    for (position, instruction) in function.code.instructions.enumerated() where depths.isReachable(position)
    {
      if let problem = problem(of: instruction.operation) {
        throw failure(.instruction(id, position), problem)
      }
      if case .literal(let value) = instruction.operation {
        try check(value, in: .rom, at: .instruction(id, position))
      }
    }
    try checkAsyncScope(function, depths, id)
  }

  /// What is wrong with the operands of `operation`, other than variables and literals.
  private func problem(of operation: Operation) -> String? {
    func outside(_ count: Int, _ range: ClosedRange<Int>, _ what: String) -> String? {
      range.contains(count) ? nil : "\(what) \(count) is not within \(range.lowerBound)…\(range.upperBound)"
    }
    switch operation {
    case .loadGlobal(let id), .storeGlobal(let id):
      return program.globals.contains(id) ? nil : "refers to a removed global"
    case .loadArgument(let index), .storeArgument(let index): return outside(index, 0...255, "argument")
    case .loadScoped(let index), .storeScoped(let index):
      return outside(index, 0...0xFFFF, "scoped variable")
    case .pop(let count): return outside(count, 1...255, "count")
    case .call(let count, _): return outside(count, 0...Limits.arguments, "argument count")
    case .callFunction(let id, let count):
      guard program.functions.contains(id) else { return "calls a removed function" }
      guard program.functions[id].entryDepth == 0 else { return "calls the catch block \(names[id])" }
      // The callback register would still hold what the caller was called with.
      guard !program.functions[id].isAsync else { return "calls the async function \(names[id]) directly" }
      return outside(count, 0...15, "argument count")
    case .callHost(let id, let count, _):
      guard program.imports.contains(id) else { return "calls a removed host function" }
      return outside(count, 1...Limits.arguments, "argument count")
    case .awaitCall(let count), .new(let count): return outside(count, 1...Limits.arguments, "argument count")
    case .arrayNew(let capacity): return outside(capacity, 0...255, "capacity")
    case .fixedLengthArrayNew(let length): return outside(length, 1...255, "length")
    case .scopeNew(let count), .scopePush(let count):
      return outside(count, 1...Limits.scopeSlots, "slot count")
    case .asyncStart(let count, _): return outside(count, 2...Limits.asyncScopeSlots, "slot count")
    case .label, .literal, .loadVariable, .storeVariable, .jump, .branch, .returnValue, .throwValue,
      .objectNew, .objectGet, .objectSet, .objectKeys, .uint8ArrayNew, .classCreate, .closureNew, .scopePop,
      .scopeDiscard, .scopeClone, .loadClosure, .startTry, .endTry, .await, .asyncResume, .asyncReturn,
      .asyncComplete, .enqueueJob, .binary, .unary:
      return nil
    }
  }

  /// Checks that the frame fits the scope at every `await`, to which it is saved from slot 2 on.
  private func checkAsyncScope(_ function: Function, _ depths: StackDepths, _ id: FunctionID) throws(Failure)
  {
    var available = 0
    for (position, instruction) in function.code.instructions.enumerated() where depths.isReachable(position)
    {
      switch instruction.operation {
      // The first two slots are the engine's, the last one may be that of the parent.
      case .asyncStart(let slotCount, let capturesParent): available = slotCount - (capturesParent ? 3 : 2)
      case .await:
        let saved = depths.savedSlots(atAwait: position)
        guard saved <= available else {
          throw failure(
            .instruction(id, position),
            "await saves \(saved) slots in a scope with room for \(available)")
        }
      default: break
      }
    }
  }
}

extension StackDepths {
  /// How many slots of the frame an `await` saves: all but the result, the root catch record and the operand.
  ///
  /// - Precondition: the instruction at `position` is a reachable `await`.
  public func savedSlots(atAwait position: Int) -> Int {
    guard let depth = depth(at: position) else { preconditionFailure("\(position) is unreachable") }
    return depth - 4
  }
}

extension Function {
  /// The labels of catch blocks and resume points that execution can reach.
  fileprivate var continuations: Set<Label> {
    // Values refer to positions in stack code only.
    guard case .stack(let code) = body else { return [] }
    let handlers = code.handlers
    let resumes = code.instructions.contains { $0.operation == .asyncResume }
    guard resumes || !handlers.isEmpty else { return [] }
    // Code that breaks the rules of the stack is reported where it does.
    let depths = try? StackDepths(self)
    var found: Set<Label> = []
    var labels: [Label] = []
    for (position, instruction) in code.instructions.enumerated()
    where depths?.isReachable(position) ?? true {
      if case .label(let label) = instruction.operation {
        labels.append(label)
      } else {
        let isResumePoint = instruction.operation == .asyncResume
        found.formUnion(labels.filter { isResumePoint || handlers.contains($0) })
        labels = []
      }
    }
    return found
  }
}

extension StackCode {
  /// True iff `label` marks a catch block or a resume point.
  public func isContinuation(_ label: Label) -> Bool {
    if handlers.contains(label) { return labelPositions[label] != nil }
    guard let position = labelPositions[label] else { return false }
    return instructions[position...].first { !$0.isLabel }?.operation == .asyncResume
  }
}

extension Allocation.Content {
  /// The size of the body, or of the larger of two, in bytes.
  var largestBody: Int {
    switch self {
    case .object(_, let internalSlots, let properties): 4 + 2 * internalSlots.count + 4 * properties.count
    case .array(let items), .fixedLengthArray(let items), .closure(let items): max(2 * items.count, 4)
    case .classValue: 4
    case .uint8Array(let bytes): bytes.count
    }
  }
}
