import Runtime
import Testing

/// Section 4 of the specification.
@Suite("Conversions and operators")
struct OperatorTests {
  @Test("truthiness: numbers in heap cells are false in the reference only (quirk 1)")
  func truthiness() throws {
    let always: [(GuestValue, Bool)] = [
      (.undefined, false), (.null, false), (false, false), (0, false), (-0.0, false), (.number(.nan), false),
      ("", false), (true, true), (1, true), (-1, true), ("a", true), ("length", true), (.bytes([]), true),
    ]
    for mode in [Configuration.Conformance.reference, .ecmascript] {
      for (value, expected) in always {
        let result = try Run.code(in: mode, Code.arg(1), Code.not, Code.not, Code.ret, arguments: [value])
        #expect(same(result, .boolean(expected)), "\(value)")
      }
      for value: GuestValue in [100_000, 1.5, .number(.infinity)] {
        let result = try Run.code(in: mode, Code.arg(1), Code.not, Code.not, Code.ret, arguments: [value])
        #expect(same(result, .boolean(mode == .ecmascript)), "\(value)")
      }
    }
  }

  @Test("arithmetic of both modes")
  func arithmetic() throws {
    let cases: [(UInt8, GuestValue, GuestValue, GuestValue)] = [
      (0x6C, 8191, 1, 8192), (0x6C, -8192, -1, -8193), (0x6C, 2_147_483_647, 1, 2_147_483_648),
      (0x6C, "a", 1, "a1"), (0x6C, 1.5, "x", "1.5x"), (0x6C, .undefined, 1, .number(.nan)),
      (0x6C, .null, 1, 1), (0x6C, true, true, 2),
      (0xE5, 8191, -1, 8192), (0xE5, -8192, 8191, -16383), (0xE5, -2_147_483_648, 1, -2_147_483_649),
      (0xE6, 128, 64, 8192), (0xE6, -3, 5, -15), (0xE6, 65536, 65536, 4_294_967_296), (0xE6, 0, 5, 0),
      (0xE7, 6, 2, 3), (0xE7, 1, 0, .number(.infinity)), (0xE7, 0, 0, .number(.nan)), (0xE7, 1, 4, 0.25),
      (0xE8, 7, 2, 3), (0xE8, -7, 2, -3), (0xE8, 7, 0, 0), (0xE8, -2_147_483_648, -1, -2_147_483_648),
      (0xE9, 7, 3, 1), (0xE9, -7, 3, -1), (0xE9, 7, 0, .number(.nan)), (0xE9, 5.5, 2, 1.5),
      (0xE9, -5.5, 5.5, -0.0),
      (0xEA, 2, 10, 1024), (0xEA, 1, .number(.infinity), .number(.nan)), (0xEA, .number(.nan), 0, 1),
      (0xE0, 1, 2, true), (0xE1, 1, 2, false), (0xE2, 2, 2, true), (0xE3, 1, 2, false),
      (0xE0, .number(.nan), 1, false), (0xE3, 100_000, 1.5, true), (0xE0, -1, 0, true),
      (0xF0, -9, 1, -5), (0xF1, -1, 28, 15), (0xF1, -1, 0, 4_294_967_295), (0xF2, 1, 31, -2_147_483_648),
      (0xF2, 1, 33, 2), (0xF3, 5, 2, 7), (0xF4, 6, 3, 2), (0xF5, -1, 5, -6), (0xF5, 5, 5, 0),
      (0xF4, -1, -2, -2),
      (0xF3, 1.9, 0, 1), (0xF3, -1.9, 0, -1), (0xF3, .number(.nan), 0, 0), (0xF3, -0.0, 0, 0),
    ]
    for mode in [Configuration.Conformance.reference, .ecmascript] {
      for (opcode, left, right, expected) in cases {
        let result = try Run.operation(opcode, left, right, mode)
        #expect(same(result, expected), "\(left) \(opcode) \(right): \(result), not \(expected)")
      }
    }
  }

  @Test("operators that differ between the modes")
  func differences() throws {
    let cases: [(UInt8, GuestValue, GuestValue, reference: GuestValue, ecmascript: GuestValue)] = [
      (0xE6, 0, -1, 0, -0.0), (0xE6, -5, 0, 0, -0.0), (0xE9, -1, 1, 0, -0.0), (0xE9, -4, 2, 0, -0.0),
      (0x6D, 0, -0.0, false, true), (0x6E, -0.0, 0, true, false),
      (0x6D, .bytes([1, 2]), .bytes([1, 2]), true, false),
      (0xF3, 4_294_967_295, 0, -2_147_483_648, -1), (0xF3, .number(.infinity), 0, -2_147_483_648, 0),
      (0xF3, -4_294_967_297, 0, -2_147_483_648, -1), (0xF3, 1e300, 0, -2_147_483_648, 0),
      (0xE0, "a", "b", false, true), (0xE3, "b", "a", false, true), (0xE0, "10", "9", false, true),
      (0xEC, "0x10", 0, .number(.nan), 16), (0xEC, "1e2", 0, .number(.nan), 100),
      (0xEC, "5000000000", 0, 705_032_704, 5_000_000_000), (0xEC, "-0", 0, 0, -0.0),
      (0xEC, "-", 0, 0, .number(.nan)), (0xEC, "Infinity", 0, .number(.nan), .number(.infinity)),
      (0x6C, .number(1.0 / 3), "", "0.333333333333333", "0.3333333333333333"),
      (0x6C, .number(0.1 + 0.2), "", "0.3", "0.30000000000000004"),
      (0x6C, 1e15, "", "1e+15", "1000000000000000"),
      (0x6C, 1e21, "", "1e+21", "1e+21"),
      (0x6C, 123456789012345680, "", "1.23456789012346e+17", "123456789012345680"),
      (0x6C, 1e-5, "", "1e-05", "0.00001"), (0x6C, 1e-7, "", "1e-07", "1e-7"),
      (0x6C, -1.5e-9, "", "-1.5e-09", "-1.5e-9"),
      (0x6C, 100000000000000.5, "", "100000000000000", "100000000000000.5"),
      (0x6C, .number(.leastNonzeroMagnitude), "", "4.94065645841247e-324", "5e-324"),
    ]
    for (opcode, left, right, reference, ecmascript) in cases {
      // Unary plus takes one operand; the other is below it and stays.
      let code =
        opcode == 0xEC ? [Code.arg(1), [opcode], Code.ret] : [Code.arg(1), Code.arg(2), [opcode], Code.ret]
      for (mode, expected) in [(Configuration.Conformance.reference, reference), (.ecmascript, ecmascript)] {
        let result = try Run.code(in: mode, code.flatMap { $0 }, arguments: [left, right])
        #expect(same(result, expected), "\(left) \(opcode) \(right): \(result), not \(expected) in \(mode)")
      }
    }
  }

  @Test("strings to numbers, in both modes")
  func stringsToNumbers() throws {
    let cases: [(GuestValue, Double)] = [
      ("", 0), (" 42\n", 42), ("+7", 7), ("-7", -7), ("12a", .nan), ("1.5", 1.5), ("1 2", .nan),
      ("2147483648", 2_147_483_648), ("abc", .nan), ("-12.25", -12.25),
    ]
    for mode in [Configuration.Conformance.reference, .ecmascript] {
      for (text, expected) in cases {
        let result = try Run.code(in: mode, Code.arg(1), [0xEC], Code.ret, arguments: [text])
        #expect(same(result, .number(expected)), "\(text) in \(mode): \(result)")
      }
    }
  }

  @Test("unary minus")
  func negation() throws {
    for (value, expected): (GuestValue, GuestValue) in [
      (5, -5), (0, -0.0), (-0.0, 0), (-8192, 8192), (-2_147_483_648, 2_147_483_648), (1.5, -1.5),
      (.null, -0.0),
    ] {
      #expect(same(try Run.code(Code.arg(1), [0xEB], Code.ret, arguments: [value]), expected), "\(value)")
    }
    #expect(same(try Run.code(Code.arg(1), [0xF6], Code.ret, arguments: [8191]), -8192))
  }

  @Test("typeof and type codes")
  func types() throws {
    let cases: [(GuestValue, GuestValue, GuestValue)] = [
      (.undefined, "undefined", 0), (.null, "object", 1), (true, "boolean", 2), (1.5, "number", 3),
      ("", "string", 4),
      (.bytes([1]), "object", 8),
    ]
    for (value, name, code) in cases {
      #expect(same(try Run.code(Code.arg(1), Code.typeOf, Code.ret, arguments: [value]), name))
      #expect(same(try Run.code(Code.arg(1), Code.typeCode, Code.ret, arguments: [value]), code))
    }
    #expect(same(try Run.code(Code.objectNew, Code.typeCode, Code.ret), 6))
    #expect(same(try Run.code(Code.arrayNew, Code.typeCode, Code.ret), 7))
    #expect(same(try Run.code(Code.literal(0x25), Code.typeOf, Code.ret), "function"))
    #expect(
      same(try Run.code(Code.undefined, Code.undefined, Code.classCreate, Code.typeOf, Code.ret), "function"))
    #expect(same(try Run.code([0x00], Code.typeOf, Code.ret), "undefined"))
  }

  @Test("texts of values that are no numbers")
  func texts() throws {
    for (code, text) in [
      (Code.objectNew, "[Object]"), (Code.arrayNew, "[Object]"), (Code.literal(0x25), "[Function]"),
      (Code.null, "null"), (Code.undefined, "undefined"), (Code.yes, "true"), (Code.literal(0x15), "0"),
      (Code.literal(0x11), "NaN"), (Code.literal(0x1D), "length"), (Code.literal(0x21), "__proto__"),
    ] {
      let result = try Run.vm { builder in
        let empty = builder.string("")
        builder.export(0, builder.function(code, Code.literal(empty), Code.add, Code.ret))
      }.call(export: 0)
      #expect(same(result, .string(text)))
    }
    // A string of more than 4094 bytes is a fatal error.
    let long = GuestValue.string(String(repeating: "x", count: 2048))
    #expect(Run.error { _ = try Run.operation(0x6C, long, long) } == 3)
    let largest = try Run.operation(0x6C, long, .string(String(repeating: "x", count: 2046)))
    #expect(same(largest, .string(String(repeating: "x", count: 4094))))
  }

  @Test("equality of references and host functions")
  func equality() throws {
    #expect(same(try Run.code(Code.objectNew, Code.objectNew, Code.equal, Code.ret), false))
    #expect(same(try Run.code(Code.objectNew, Code.variable(0), Code.equal, Code.ret), true))
    #expect(same(try Run.operation(0x6D, .number(.nan), .number(.nan)), false))
    #expect(same(try Run.operation(0x6D, 100_000, 100_000), true))
    #expect(same(try Run.operation(0x6D, "ab", "ab"), true))
    #expect(same(try Run.operation(0x6D, "1", 1), false))
    let vm = try Run.vm(imports: [5: .function { _ in .undefined }]) { builder in
      builder.imports = [5]
      let (first, second) = (builder.hostFunction(0), builder.hostFunction(0))
      builder.export(0, builder.function(Code.literal(first), Code.literal(second), Code.equal, Code.ret))
    }
    #expect(same(try vm.call(export: 0), true))
  }
}
