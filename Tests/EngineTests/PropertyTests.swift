import Runtime
import Testing

/// Section 5 of the specification.
@Suite("Property access")
struct PropertyTests {
  private typealias Mode = Configuration.Conformance

  /// The result of `receiver[key]`.
  private func get(_ receiver: [UInt8], _ key: GuestValue, _ mode: Mode = .reference) throws -> GuestValue {
    try Run.code(in: mode, receiver, Code.arg(1), Code.get, Code.ret, arguments: [key])
  }

  /// The result of `receiver[key] = value; receiver[read]`.
  private func set(
    _ receiver: [UInt8], _ key: GuestValue, _ value: GuestValue, read: GuestValue, _ mode: Mode = .reference
  ) throws -> GuestValue {
    try Run.code(
      in: mode, receiver, Code.variable(0), Code.arg(1), Code.arg(2), Code.set, Code.arg(3), Code.get,
      Code.ret,
      arguments: [key, value, read])
  }

  private func error(_ body: () throws -> GuestValue) -> Int32? { Run.error { _ = try body() } }

  @Test("keys of the wrong kind")
  func keys() {
    for key: GuestValue in [-1, -8192, 8192, 100_000] {
      #expect(error { try get(Code.objectNew, key) } == 20)
    }
    for key: GuestValue in [1.5, -0.0, .number(.nan), true, .null, .undefined, "5", "007", .bytes([1])] {
      #expect(error { try get(Code.objectNew, key) } == 12, "\(key)")
    }
  }

  @Test("the key is looked at before the object")
  func keyFirst() { #expect(error { try get(Code.undefined, -1) } == 20) }

  @Test("receivers without properties")
  func receivers() {
    for receiver in [
      Code.undefined, Code.null, Code.yes, Code.integer(1), Code.literal(0x25), Code.literal(0x1D),
    ] {
      #expect(error { try get(receiver, "length") } == 12)
      #expect(error { try set(receiver, "a", 1, read: "a") } == 12)
    }
  }

  @Test("objects: own, missing and computed properties, numbers apart from strings")
  func objects() throws {
    #expect(same(try get(Code.objectNew, "x"), .undefined))
    #expect(same(try get(Code.objectNew, "__proto__"), .null))
    for key: GuestValue in ["x", "", "-5", "1.5", "length", 0, 8191, "a longer key than others"] {
      #expect(same(try set(Code.objectNew, key, 7, read: key), 7), "\(key)")
    }
    #expect(same(try set(Code.objectNew, 5, 7, read: 4), .undefined))
  }

  @Test("a computed key equal to one of the snapshot finds its property")
  func interning() throws {
    let vm = try Run.vm { builder in
      let name = builder.string("name")
      _ = [builder.string("a"), builder.string("nam"), builder.string("namely"), builder.string("zz")]
      builder.export(
        0,
        builder.function(
          Code.objectNew, Code.variable(0), Code.literal(name), Code.integer(3), Code.set, Code.arg(1),
          Code.arg(2),
          Code.add, Code.get, Code.ret))
    }
    #expect(same(try vm.call(export: 0, ["na", "me"]), 3))
    #expect(same(try vm.call(export: 0, ["na", "mf"]), .undefined))
    #expect(same(try vm.call(export: 0, ["", "nam"]), .undefined))
    // The second use finds the string that the first has interned, in one cell of 6 bytes.
    try vm.collectGarbage()
    let used = vm.statistics.virtualHeapUsed
    #expect(same(try vm.call(export: 0, ["na", "mf"]), .undefined))
    try vm.collectGarbage()
    #expect(vm.statistics.virtualHeapUsed == used)
  }

  @Test("__proto__ of an object is read-only in the reference (quirk 20)")
  func prototypes() throws {
    #expect(error { try set(Code.objectNew, "__proto__", .null, read: "x") } == 15)
    #expect(same(try set(Code.objectNew, "__proto__", .null, read: "__proto__", .ecmascript), .null))
  }

  @Test("arrays: elements, holes, length, growth")
  func arrays() throws {
    #expect(same(try get(Code.arrayNew, "length"), 0))
    #expect(same(try get(Code.arrayNew, 0), .undefined))
    #expect(same(try set(Code.arrayNew, 0, 7, read: 0), 7))
    #expect(same(try set(Code.arrayNew, 5, 7, read: "length"), 6))
    #expect(same(try set(Code.arrayNew, 5, 7, read: 4), .undefined))
    #expect(same(try set(Code.arrayNew, 2046, 7, read: 2046), 7))
    #expect(error { try set(Code.arrayNew, 2047, 7, read: 0) } == 32)
    #expect(same(try set(Code.arrayNew, "length", 100, read: "length"), 100))
    #expect(same(try set(Code.arrayNew, "length", 100, read: 99), .undefined))
    #expect(error { try set(Code.arrayNew, "length", -1, read: 0) } == 32)
    #expect(error { try set(Code.arrayNew, "length", 1.5, read: 0) } == 12)
    #expect(error { try set(Code.arrayNew, "__proto__", 1, read: 0) } == 29)
    #expect(error { try set(Code.arrayNew, "other", 1, read: 0) } == 43)
    #expect(error { try get(Code.arrayNew, "other") } == 12)
  }

  @Test("a = b; a.length = a.length is an error in the reference (quirk 11)")
  func sameLength() throws {
    #expect(error { try set(Code.arrayNew, "length", 0, read: "length") } == 43)
    #expect(same(try set(Code.arrayNew, "length", 0, read: "length", .ecmascript), 0))
  }

  @Test("elements beyond a shortened length are gone")
  func shortening() throws {
    let result = try Run.code(
      Code.arrayNew, Code.variable(0), Code.integer(3), Code.integer(9), Code.set, Code.variable(0),
      Code.literal(0x1D), Code.integer(1), Code.set, Code.variable(0), Code.literal(0x1D), Code.integer(4),
      Code.set,
      Code.integer(3), Code.get, Code.ret)
    #expect(same(result, .undefined))
  }

  @Test("array methods come from the prototype in the snapshot")
  func arrayPrototype() throws {
    let vm = try Run.vm { builder in
      let name = builder.string("method")
      builder.builtins[1] = builder.container(12, [5, 5, name, 4 * 11 + 3])
      builder.export(0, builder.function(Code.arrayNew, Code.literal(name), Code.get, Code.ret))
      builder.export(1, builder.function(Code.arrayNew, Code.arg(1), Code.get, Code.ret))
    }
    #expect(same(try vm.call(export: 0), 11))
    #expect(same(try vm.call(export: 1, ["none"]), .undefined))
  }

  @Test("an array as the array prototype, which only damage makes, is an error")
  func arrayAsArrayPrototype() throws {
    let vm = try Run.vm { builder in
      builder.builtins[1] = builder.container(14, [3])
      builder.export(
        0, builder.function(Code.arrayNew, Code.literal(builder.string("x")), Code.get, Code.ret))
    }
    #expect(error { try vm.call(export: 0) } == 12)
  }

  @Test("buffers")
  func buffers() throws {
    let buffer: [UInt8] = Code.integer(3) + Code.newBuffer
    #expect(same(try get(buffer, "length"), 3))
    #expect(same(try get(buffer, 2), 0))
    #expect(same(try get(buffer, 3), .undefined))
    #expect(error { try get(buffer, "other") } == 43)
    #expect(error { try get(buffer, "__proto__") } == 43)
    #expect(same(try set(buffer, 1, 255, read: 1), 255))
    for value: GuestValue in [256, -1, 1.5, "1", .undefined] {
      #expect(error { try set(buffer, 1, value, read: 1) } == 48, "\(value)")
    }
    #expect(error { try set(buffer, 3, 999, read: 1) } == 43)
    #expect(error { try set(buffer, "length", 1, read: 1) } == 43)
    for length: GuestValue in [-1, 4096, 1.5, "3", .undefined] {
      #expect(
        error { try Run.code(Code.arg(1), Code.newBuffer, Code.ret, arguments: [length]) } == 47, "\(length)")
    }
    #expect(same(try Run.code(Code.arg(1), Code.newBuffer, Code.ret, arguments: [0]), .bytes([])))
    let largest = try Run.code(Code.arg(1), Code.newBuffer, Code.ret, arguments: [4095])
    #expect(same(largest, .bytes(Array(repeating: 0, count: 4095))))
  }

  @Test("own keys: in order of insertion, before and after a collection")
  func ownKeys() throws {
    let vm = try Run.vm { builder in
      let (a, b) = (builder.string("a"), builder.string("b"))
      func put(_ key: [UInt8]) -> [UInt8] { Code.variable(0) + key + Code.yes + Code.set }
      builder.globals = [1]
      builder.export(
        0,
        builder.function(
          Code.objectNew, put(Code.literal(b)), put(Code.integer(7)), put(Code.literal(a)),
          put(Code.literal(b)),
          Code.storeGlobal(0), Code.undefined, Code.ret))
      builder.export(1, builder.function(Code.global(0), Code.keys, Code.arg(1), Code.get, Code.ret))
    }
    try vm.call(export: 0)
    for _ in 0..<2 {
      #expect(same(try vm.call(export: 1, ["length"]), 3))
      for (index, key): (GuestValue, GuestValue) in [(0, "b"), (1, 7), (2, "a"), (3, .undefined)] {
        #expect(same(try vm.call(export: 1, [index]), key))
      }
      try vm.collectGarbage()
    }
    #expect(error { try Run.code(Code.arrayNew, Code.keys, Code.ret) } == 46)
    // They cannot be written to; as a condition they are true (quirk 26).
    let keys = Code.objectNew + Code.keys
    #expect(error { try Run.code(keys, Code.integer(0), Code.yes, Code.set, Code.undefined, Code.ret) } == 12)
    #expect(same(try Run.code(keys, Code.not, Code.ret), false))
    #expect(same(try Run.code(keys, Code.literal(0x1D), Code.get, Code.ret), 0))
  }

  @Test("classes: static properties")
  func statics() throws {
    let statics = Code.undefined + Code.objectNew + Code.classCreate
    #expect(same(try set(statics, "x", 7, read: "x"), 7))
    #expect(same(try get(statics, "y"), .undefined))
  }

  @Test("constants of the snapshot can be read, but not written")
  func constants() throws {
    func vm(_ code: [UInt8]...) throws -> VM {
      try Run.vm { builder in
        let name = builder.string("x")
        let object = builder.container(12, [5, 5, name, 4 * 9 + 3])
        let array = builder.container(13, [builder.container(14, [3, 7]), 4 * 2 + 3])
        builder.globals = [object, array, name]
        builder.export(0, builder.function(code.flatMap { $0 }))
      }
    }
    #expect(same(try vm(Code.global(0), Code.global(2), Code.get, Code.ret).call(export: 0), 9))
    #expect(same(try vm(Code.global(1), Code.integer(1), Code.get, Code.ret).call(export: 0), 1))
    let object = try vm(Code.global(0), Code.global(2), Code.yes, Code.set, Code.undefined, Code.ret)
    #expect(error { try object.call(export: 0) } == 10)
    let array = try vm(Code.global(1), Code.integer(0), Code.yes, Code.set, Code.undefined, Code.ret)
    #expect(error { try array.call(export: 0) } == 10)
  }
}
