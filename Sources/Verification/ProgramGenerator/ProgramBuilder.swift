import IL

/// The program that is being made, shared by those who make parts of it.
final class ProgramBuilder {
  var program = Program()
  private var strings: [String: StringID] = [:]

  /// The string constant `text`.
  func text(_ text: String) -> Value {
    if let id = strings[text] { return .string(id) }
    let id = program.strings.append(StringConstant(Array(text.utf8)))
    strings[text] = id
    return .string(id)
  }

  /// Adds a function whose code follows later.
  func newFunction(_ name: String?) -> FunctionID {
    program.functions.append(Function(StackCode([Operation]()), name: name))
  }

  /// Removes the functions whose code never followed: they are part of code that was given up.
  func removeUnusedFunctions() {
    for id in Array(program.functions.ids) where program.functions[id].code.instructions.isEmpty {
      program.functions.remove(id)
    }
  }

  /// Adds a function that consists of `operations`.
  func function(_ name: String, entryDepth: Int = 0, _ operations: [Operation]) -> Value {
    .function(program.functions.append(Function(StackCode(operations), entryDepth: entryDepth, name: name)))
  }

  /// Adds an allocation and refers to it directly.
  func allocation(_ region: Allocation.Region, _ content: Allocation.Content) -> Value {
    .allocation(program.allocations.append(Allocation(region, content)))
  }

  /// Adds an object in RAM and refers to it directly.
  func object(_ properties: [(String, Value)], prototype: Value = .null) -> Value {
    let properties = properties.map { Allocation.Property(key: text($0.0), value: $0.1) }
    return allocation(.ram, .object(prototype: prototype, internalSlots: [], properties: properties))
  }

  /// Adds a global variable.
  func global(_ name: String, _ value: Value, _ type: ValueType, isAssignable: Bool = false) -> Variable {
    let id = program.globals.append(Global(value, name: name))
    return Variable(type, .global(id), isAssignable: isAssignable)
  }

  /// The same reference as ROM has to hold it.
  func inROM(_ value: Value) -> Value {
    guard case .allocation(let id) = value, program.allocations[id].region == .ram else { return value }
    return .handle(id)
  }
}
