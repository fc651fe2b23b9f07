import IL

extension ProgramGenerator {
  /// Makes the data that exists when the program starts, and the globals that refer to it.
  func makeData() {
    module = builder.object([])
    moduleVariable = builder.global("thisModule", module, .constant)
    for index in 0..<number(1...3) {
      let type = pick([ValueType.any, .number, .text])
      globals.append(builder.global("state\(index)", literalValue(type), type, isAssignable: true))
    }
    for index in 0..<number(1...2) {
      let properties = keys(number(1...3)).map { ($0, literalValue(.any)) }
      globals.append(builder.global("record\(index)", builder.object(properties), .record))
    }
    if hasFields {
      let properties = keys(number(0...3)).map { ($0, literalValue(.any)) }
      globals.append(builder.global("fields", builder.object(properties), .fields, isAssignable: true))
    }
    let items = (0..<number(0...4)).map { _ in chance(10) ? .deleted : literalValue(.any) }
    let list = builder.allocation(.ram, .array(items))
    globals.append(builder.global("list", list, .list))
    if chance(40) {
      let bytes = (0..<8).map { _ in UInt8(number(0...255)) }
      globals.append(builder.global("bytes", builder.allocation(.ram, .uint8Array(bytes)), .bytes))
    }
    makeConstants(list)
  }

  /// Makes an object in ROM, which the reference compiler has none of, but optimizers have.
  private func makeConstants(_ list: Value) {
    guard chance(50) else { return }
    var properties = keys(3).map { key in
      Allocation.Property(key: builder.text(key), value: literalValue(.any))
    }
    properties.append(.init(key: .integer(number(0...7)), value: literalValue(.any)))
    if chance(50) { properties.append(.init(key: builder.text("shared"), value: builder.inROM(list))) }
    let object = builder.allocation(
      .rom, .object(prototype: .null, internalSlots: [], properties: properties))
    globals.append(builder.global("config", object, .constant))
    let items = (0..<number(1...4)).map { _ in literalValue(.any) }
    globals.append(builder.global("table", builder.allocation(.rom, .array(items)), .constant))
  }

  /// Makes a property of the module's object.
  func addToModule(_ name: String, _ value: Value) {
    guard case .allocation(let id) = module,
      case .object(let prototype, let slots, var properties) = builder.program.allocations[id].content
    else { return }
    properties.append(.init(key: builder.text(name), value: value))
    builder.program.allocations[id].content = .object(
      prototype: prototype, internalSlots: slots, properties: properties)
  }

  /// Different names of properties.
  func keys(_ count: Int) -> [String] { Array(Self.keyNames.shuffled(using: &random).prefix(count)) }
}
