public import HostInterface
public import IL

import struct Engine.Fault

// What a host at build time can do and one on a device cannot: look into objects and change the program itself.

extension InterpretedProgram {
  // MARK: The program

  /// Loads what `program` has besides the loaded program: functions, globals, data and strings.
  ///
  /// - Parameter program: The loaded program with additions; globals that are loaded keep their current values.
  public func extend(to program: Program) throws(LoadingError) {
    if let function = program.functions.entries.first(where: { $0.element.ssa == nil }) {
      throw .notInSSAForm(function.id)
    }
    do throws(Verifier.Failure) { try Verifier.verify(program) } catch { throw .invalid(error) }
    core.extend(to: program)
  }

  /// The value of a global variable; nil while it is not initialized.
  public subscript(global: GlobalID) -> GuestValue? {
    let value = core.globals[global.index]
    return value == .deleted ? nil : core.guestValue(value)
  }

  /// Assigns a global variable.
  public func setGlobal(_ global: GlobalID, _ value: GuestValue) throws(VMError) {
    core.globals[global.index] = try core.hostValue(value)
  }

  /// Adds an export.
  public func addExport(_ id: UInt16, _ value: GuestValue) throws(VMError) {
    core.exports.append((id, try core.hostValue(value)))
  }

  /// Calls the function `id` of the program.
  @discardableResult
  public func call(_ id: FunctionID) throws(VMError) -> GuestValue {
    try core.call(.function(id.index), this: .undefined, [])
  }

  /// Makes exceptions of errors, so that the program can catch them; without it, they end the call.
  public var makeError: ((GuestError) throws -> GuestValue)? {
    get { core.makeError }
    set { core.makeError = newValue }
  }

  /// Where the last exception or error that got to the host came from, the innermost activation first.
  public var trace: [StackFrame] { core.trace }

  /// The reasons of the rejections since the last time that nothing waits for.
  public func takeUnhandledRejections() -> [GuestValue] {
    defer { core.rejections = [] }
    return core.rejections.map { core.guestValue($0.reason) }
  }

  // MARK: Functions

  /// The function that devices know by the number `id`; the same value each time.
  ///
  /// - Parameter body: What it does here.
  public func function(importing id: UInt16, _ body: Import) -> GuestValue {
    let known = core.hostFunctions.firstIndex { $0.id == id }
    return core.guestValue(.hostFunction(known ?? add(HostFunction(id: id, body: body))))
  }

  /// A function that exists at build time only.
  public func makeFunction(_ body: @escaping (HostCall) throws -> GuestValue) -> GuestValue {
    core.guestValue(.hostFunction(add(HostFunction(id: nil, body: .function(body)))))
  }

  private func add(_ function: HostFunction) -> Int {
    core.hostFunctions.append(function)
    return core.hostFunctions.count - 1
  }

  // MARK: Objects

  /// A new object.
  public func makeObject(_ properties: [(name: String, value: GuestValue)] = []) throws(VMError)
    -> GuestReference
  {
    let object = core.reference(.reference(core.heap.allocate(HeapObject(.object))), .object)
    for property in properties { try setProperty(property.name, of: object, property.value) }
    return object
  }

  /// An object whose properties are what the host says.
  public func makeObject(_ host: any HostObject) -> GuestReference {
    var object = HeapObject(.object)
    object.host = host
    return core.reference(.reference(core.heap.allocate(object)), .object)
  }

  /// A new array.
  public func makeArray(_ items: [GuestValue]) throws(VMError) -> GuestReference {
    var array = HeapObject(.array)
    for item in items { array.slots.append(try core.hostValue(item)) }
    array.capacity = items.count
    return core.reference(.reference(core.heap.allocate(array)), .array)
  }

  /// The value of a property, or of an item of an array.
  public func property(_ name: String, of object: GuestReference) throws(VMError) -> GuestValue {
    let (object, key) = (try core.hostValue(.reference(object)), try core.hostValue(.string(name)))
    do throws(Fault) {
      return core.guestValue(try core.property(of: object, core.anyKey(key)))
    } catch { throw VMError(error) }
  }

  /// Assigns a property, or an item of an array.
  public func setProperty(
    _ name: String, of object: GuestReference, _ value: GuestValue
  ) throws(VMError) {
    let (object, key) = (try core.hostValue(.reference(object)), try core.hostValue(.string(name)))
    let value = try core.hostValue(value)
    do throws(Fault) {
      try core.setProperty(of: object, core.anyKey(key), value)
    } catch { throw VMError(error) }
  }

  /// The names of the properties of an object or class, in the order in which they were added.
  public func propertyNames(of object: GuestReference) -> [String] {
    guard let target = (try? core.hostValue(.reference(object)))?.object else { return [] }
    let owner = core.heap[target].kind == .classValue ? core.heap[target].slots[1].object : target
    guard let owner else { return [] }
    if let host = core.heap[owner].host { return host.propertyNames }
    return core.heap[owner].keys.map { core.names.text(of: $0, core.heap) }
  }

  /// The items of an array; holes are undefined.
  public func items(of array: GuestReference) -> [GuestValue] {
    guard array.kind == .array, let index = (try? core.hostValue(.reference(array)))?.object else {
      return []
    }
    return core.heap[index].slots.indices.map { core.guestValue(core.heap[index].item($0)) }
  }

  /// What properties of strings, numbers and functions are looked up in.
  public func setPrimitivePrototypes(
    string: GuestReference, number: GuestReference, function: GuestReference
  ) throws(VMError) {
    core.primitivePrototypes = PrimitivePrototypes(
      string: try core.hostValue(.reference(string)), number: try core.hostValue(.reference(number)),
      function: try core.hostValue(.reference(function)))
  }
}

extension InterpretedProgram {
  // MARK: Conversions

  /// The text that a value has in a template.
  ///
  /// - Throws: an error if it is too long.
  public func text(of value: GuestValue) throws(VMError) -> String {
    let value = try core.hostValue(value)
    do throws(Fault) { return String(decoding: try core.text(value), as: UTF8.self) } catch {
      throw VMError(error)
    }
  }

  /// The number that arithmetic uses for a value.
  public func number(of value: GuestValue) throws(VMError) -> Double {
    core.number(try core.hostValue(value))
  }

  /// Whether a value counts as true.
  public func isTruthy(_ value: GuestValue) -> Bool {
    (try? core.hostValue(value)).map { core.isTruthy($0) } ?? false
  }

  /// What a value of the program, without allocations, is at run time.
  public func value(_ value: Value) -> GuestValue { core.guestValue(core.value(value)) }
}
