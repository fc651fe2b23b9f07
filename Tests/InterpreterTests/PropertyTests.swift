import Testing

/// Reading and writing properties.
@Suite struct PropertyTests {
  static let data = """
    builtin interned_keys
    builtin array_prototype = handle $methods
    global @object = $object
    global @array = $array
    global @bytes = $bytes
    global @class = $class
    global @fixed = $fixed
    global @holder = $holder
    ram $methods = object { "push": &main }
    ram $parent = object { "inherited": 4 }
    ram $object = object prototype $parent { "x": 1, 5: 2 }
    ram $array = array [10, deleted, 30]
    ram $bytes = bytes "0102"
    ram $fixed = fixed_array [7, deleted]
    ram $holder = object { "gone": deleted }
    ram $class = class &main, $statics
    ram $statics = object { "name": 6 }
    rom $constant = object { "x": 1 }
    rom $frozen = array [1]
    string "plain" plain
    """

  private static func code(_ lines: String...) -> String {
    "b0:\n" + lines.joined(separator: "\n") + "\nreturn %9"
  }

  @Test(arguments: [
    ("@object", "\"x\"", "1"), ("@object", "5", "2"), ("@object", "\"inherited\"", "4"),
    ("@object", "\"missing\"", "undefined"), ("@object", "\"__proto__\"", "[object]"),
    ("@object", "\"length\"", "undefined"), ("@object", "-1", "error 20"), ("@object", "8192", "error 20"),
    ("@object", "1.5", "error 12"), ("@object", "-0", "error 12"), ("@object", "null", "error 12"),
    ("@object", "\"5\"", "error 12"), ("@object", "\"plain\"", "error 12"), ("@array", "0", "10"),
    ("@array", "1", "undefined"), ("@array", "9", "undefined"), ("@array", "\"length\"", "3"),
    ("@array", "\"push\"", "[function]"), ("@array", "\"__proto__\"", "[object]"),
    ("@array", "\"missing\"", "undefined"), ("@fixed", "0", "7"), ("@fixed", "1", "undefined"),
    ("@fixed", "\"length\"", "2"), ("@bytes", "1", "2"), ("@bytes", "2", "undefined"),
    ("@bytes", "\"length\"", "2"), ("@bytes", "\"x\"", "error 43"), ("@class", "\"name\"", "6"),
    ("@holder", "\"gone\"", "undefined"),
  ])
  func getGives(_ global: String, _ key: String, _ result: String) throws {
    let code = Self.code("%0 = load_global \(global)", "%9 = object_get %0, \(key)")
    #expect(try Running(main: code, Self.data).call() == result, "\(global)[\(key)]")
  }

  @Test(arguments: ["undefined", "null", "5", "\"text\"", "true", "&main", "no_op"])
  func otherThingsHaveNoProperties(_ receiver: String) throws {
    #expect(
      try Running(main: Self.code("%9 = object_get \(receiver), \"x\""), Self.data).call() == "error 12")
    let set = Self.code("object_set \(receiver), \"x\", 1", "%9 = load_arg 0")
    #expect(try Running(main: set, Self.data).call() == "error 12")
  }

  /// The result of reading what was written, or the error.
  @Test(arguments: [
    ("@object", "\"x\"", "7", "7"), ("@object", "\"new\"", "7", "7"), ("@object", "6", "7", "7"),
    ("@object", "\"__proto__\"", "null", "fatal 15"), ("@array", "1", "7", "7"), ("@array", "9", "7", "7"),
    ("@array", "2046", "7", "7"), ("@array", "2047", "7", "fatal 32"), ("@array", "\"length\"", "2", "2"),
    ("@array", "\"length\"", "6", "6"), ("@array", "\"length\"", "3", "error 43"),
    ("@array", "\"length\"", "1.5", "fatal 12"), ("@array", "\"length\"", "-1", "fatal 32"),
    ("@array", "\"__proto__\"", "null", "error 29"), ("@array", "\"x\"", "1", "error 43"),
    ("@fixed", "0", "1", "error 12"), ("@bytes", "0", "255", "255"), ("@bytes", "0", "256", "error 48"),
    ("@bytes", "2", "1", "error 43"), ("@bytes", "0", "true", "error 48"), ("@class", "\"name\"", "7", "7"),
  ])
  func setGives(_ global: String, _ key: String, _ value: String, _ result: String) throws {
    let code = Self.code(
      "%0 = load_global \(global)", "object_set %0, \(key), \(value)", "%9 = object_get %0, \(key)")
    #expect(try Running(main: code, Self.data).call() == result, "\(global)[\(key)] = \(value)")
  }

  @Test(arguments: [
    ("@array", "\"length\"", "3", "3"), ("@array", "\"length\"", "1.5", "error 12"),
    ("@array", "\"length\"", "-1", "error 20"), ("@object", "\"__proto__\"", "null", "null"),
    ("@object", "\"__proto__\"", "5", "[object]"),
  ])
  func setGivesInECMAScript(_ global: String, _ key: String, _ value: String, _ result: String) throws {
    let code = Self.code(
      "%0 = load_global \(global)", "object_set %0, \(key), \(value)", "%9 = object_get %0, \(key)")
    #expect(try Running(main: code, Self.data, .ecmascript).call() == result, "\(global)[\(key)] = \(value)")
  }

  @Test func cyclesOfPrototypesAreRefused() throws {
    let code = Self.code(
      "%0 = load_global @object", "%1 = object_get %0, \"__proto__\"", "object_set %1, \"__proto__\", %0",
      "%9 = load_arg 0")
    #expect(try Running(main: code, Self.data, .ecmascript).call() == "error 12")
  }

  @Test(arguments: [
    "object_set $constant, \"x\", 2", "object_set $frozen, 0, 2", "object_set $frozen, \"length\", 0",
  ])
  func constantsCannotBeWritten(_ line: String) throws {
    #expect(try Running(main: Self.code(line, "%9 = load_arg 0"), Self.data).call() == "error 10")
  }

  /// Keys that the program makes find the properties of the same name.
  @Test func keysAreFoundByTheirText() throws {
    let code = """
      b0:
        %0 = load_global @object
        %1 = load_arg 1
        %2 = add %1, ""
        %3 = object_get %0, %2
        object_set %0, %2, 9
        %4 = object_get %0, %2
        %5 = add %3, ""
        %6 = add %5, " "
        %9 = add %6, %4
        return %9
      """
    #expect(try Running(main: code, Self.data).call(1, "x") == "\"1 9\"")
    #expect(try Running(main: code, Self.data).call(1, "other") == "\"undefined 9\"")
    #expect(try Running(main: code, Self.data).call(1, "12") == "error 12")
    let closed = Self.data.replacing("builtin interned_keys\n", with: "")
    #expect(try Running(main: code, closed).call(1, "x") == "\"1 9\"")
    #expect(try Running(main: code, closed).call(1, "other") == "error 10")
  }

  @Test func keysComeInTheOrderOfInsertion() throws {
    let code = """
      b0:
        %0 = load_global @object
        object_set %0, "z", 1
        object_set %0, 3, 1
        object_set %0, "x", 1
        %1 = object_keys %0
        %2 = object_get %1, "length"
        %3 = object_get %1, 0
        %4 = object_get %1, 1
        %5 = object_get %1, 2
        %6 = object_get %1, 3
        %7 = call_host !log, undefined, %2, %3, %4, %5, %6
        %8 = object_keys 5
        return %8
      """
    let program = try Running(main: code, "import !log = 7\n" + Self.data)
    #expect(program.call() == "error 46")
    #expect(program.logged == ["4 \"x\" 5 \"z\" 3"])
  }

  @Test(arguments: [
    ("3", "3"), ("0", "0"), ("4095", "4095"), ("4096", "error 47"), ("-1", "error 47"), ("1.5", "error 47"),
  ])
  func byteArraysHaveALength(_ length: String, _ result: String) throws {
    let code = Self.code("%0 = uint8_array_new \(length)", "%9 = object_get %0, \"length\"")
    #expect(try Running(main: code).call() == result)
  }

  /// Room doubles from four items on, so that the 1025th needs more than there can be.
  @Test func appendingEndsWhereTheEngineEnds() throws {
    let code = """
      b0:
        %0 = array_new 0
        jump b1(0)
      b1(%1):
        object_set %0, %1, 1
        %2 = add %1, 1
        %3 = call_host !log, undefined, %2
        jump b1(%2)
      """
    let program = try Running(main: code, "import !log = 7")
    #expect(program.call() == "fatal 32")
    #expect(program.logged.last == "1024")
    #expect(program.call() == "fatal 45")
  }

  @Test func newFixedLengthArraysHaveHoles() throws {
    let code = Self.code("%0 = fixed_array_new 3", "%9 = object_get %0, 2")
    #expect(try Running(main: code).call() == "undefined")
  }
}
