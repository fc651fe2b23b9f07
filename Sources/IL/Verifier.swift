/// Checks everything that passes and the encoder rely on.
///
/// The rules are those of the snapshot format, sections 2 to 7, of `StackDepths` and of `SSAVerifier`. A program
/// that was decoded satisfies them; a pass that breaks one has a bug.
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
    /// A function in SSA form.
    case function(FunctionID)
    /// A place in a function in SSA form.
    case place(FunctionID, SSAPlace)
  }

  /// What the program is to be used for.
  public enum Mode: Hashable, Sendable {
    /// Functions may be in either form.
    case any
    /// Functions must be in the form that snapshots hold.
    case encodable
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

  let program: Program
  let names: Names
  /// The labels in each function that values may refer to: catch blocks and resume points that are reached.
  private let continuations: [FunctionID: Set<Label>]

  /// Checks `program` for use as `mode` says, and throws the first violation found.
  public static func verify(_ program: Program, _ mode: Mode = .any) throws(Failure) {
    let verifier = Verifier(program)
    try verifier.checkStrings()
    try verifier.checkRoots()
    for (id, global) in program.globals.entries {
      try verifier.check(global.value, in: .ram, at: .global(id))
    }
    for (id, allocation) in program.allocations.entries { try verifier.check(allocation, id) }
    for (id, function) in program.functions.entries { try verifier.check(function, id, mode) }
  }

  private init(_ program: Program) {
    self.program = program
    names = Names(program)
    continuations = Dictionary(
      uniqueKeysWithValues: program.functions.entries.map { ($0.id, $0.element.continuations) })
  }

  func failure(_ subject: Subject, _ problem: String) -> Failure {
    let place =
      switch subject {
      case .export(let position): "export \(program.exports[position].id)"
      case .builtin(let name): "builtin \(name.rawValue)"
      case .string(let id): "string \(names[id])"
      case .global(let id): names[id]
      case .allocation(let id): names[id]
      case .instruction(let id, let position): "\(names[id]), instruction \(position)"
      case .function(let id): names[id]
      case .place(let id, let place): "\(names[id]), \(place)"
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
  func check(_ value: Value, in region: Allocation.Region, at place: Subject) throws(Failure) {
    guard program.containsReferent(of: value) else { throw failure(place, "refers to a removed entity") }
    switch value {
    case .allocation(let id) where region == .rom && program.allocations[id].region == .ram:
      throw failure(place, "\(names[id]) is in RAM, so ROM needs a handle for it")
    case .handle(let id) where program.allocations[id].region == .rom:
      throw failure(place, "\(names[id]) is in ROM, so it has no handle")
    case .continuation(let id, let label):
      if continuations[id, default: []].contains(label) { return }
      guard case .stack(let code) = program.functions[id].body else {
        throw failure(place, "\(names[value]) is in a function in SSA form, which has no labels")
      }
      throw failure(
        place,
        code.isContinuation(label)
          ? "\(names[value]) cannot be reached"
          : "\(names[value]) is neither a catch block nor a resume point")
    default: break
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
