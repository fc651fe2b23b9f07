import Testing

/// What an operator gives in the two modes.
struct OperatorCase: Sendable, CustomTestStringConvertible {
  let expression: String
  let reference: String
  let ecmascript: String

  init(_ expression: String, _ reference: String, _ ecmascript: String? = nil) {
    self.expression = expression
    self.reference = reference
    self.ecmascript = ecmascript ?? reference
  }

  var testDescription: String { expression }
}

@Suite struct OperatorTests {
  private static let data = """
    global @object = $object
    global @other = $other
    global @bytes = $bytes
    global @same = $same
    global @class = $class
    ram $object = object {}
    ram $other = object {}
    ram $bytes = bytes "0102"
    ram $same = bytes "0102"
    ram $class = class &main, $object
    """

  /// Code has direct references only in locals, which have these names in the tests.
  private static let locals = ["object", "other", "bytes", "same", "class"]

  private static func code(_ expression: String) -> String {
    var code = "b0:\n"
    var expression = expression
    for (index, name) in locals.enumerated() {
      code += "%\(index) = load_global @\(name)\n"
      let direct = expression.replacing("handle $\(name)", with: "handle !").replacing(
        "$\(name)", with: "%\(index)")
      expression = direct.replacing("handle !", with: "handle $\(name)")
    }
    return code + "%9 = \(expression)\nreturn %9"
  }

  static let arithmetic: [OperatorCase] = [
    OperatorCase("add 8191, 1", "8192"), OperatorCase("add 2147483647, 1", "2147483648"),
    OperatorCase("add 0.5, 0.25", "0.75"), OperatorCase("add_numbers \"2\", true", "3"),
    OperatorCase("add undefined, 1", "nan"), OperatorCase("add null, 1", "1"),
    OperatorCase("subtract -2147483648, 1", "-2147483649"), OperatorCase("multiply 0, -1", "0", "-0"),
    OperatorCase("multiply -0, 1", "-0"), OperatorCase("multiply 100000, 100000", "10000000000"),
    OperatorCase("divide 6, 2", "3"), OperatorCase("divide 1, 0", "inf"),
    OperatorCase("divide 0, -5", "-0"), OperatorCase("divide_and_truncate 7, 2", "3"),
    OperatorCase("divide_and_truncate 7, 0", "0"),
    OperatorCase("divide_and_truncate -2147483648, -1", "-2147483648"),
    OperatorCase("divide_and_truncate 1e10, 1", "-2147483648", "1410065408"),
    OperatorCase("remainder -1, 1", "0", "-0"), OperatorCase("remainder -5.5, 5.5", "-0"),
    OperatorCase("remainder 5, 0", "nan"), OperatorCase("remainder -2147483648, -1", "0", "-0"),
    OperatorCase("power 2, 10", "1024"), OperatorCase("power 1, infinity", "nan"),
    OperatorCase("power nan, 0", "1"), OperatorCase("negate 0", "-0"),
    OperatorCase("negate -2147483648", "2147483648"), OperatorCase("negate $object", "nan"),
    OperatorCase("plus \"5000000000\"", "705032704", "5000000000"),
    OperatorCase("plus \"0x10\"", "nan", "16"),
    OperatorCase("plus \" 12 \"", "12"), OperatorCase("plus \"\"", "0"), OperatorCase("plus deleted", "nan"),
  ]

  static let bits: [OperatorCase] = [
    OperatorCase("bit_or 4294967295, 0", "-2147483648", "-1"), OperatorCase("bit_or nan, 0", "0"),
    OperatorCase("bit_and 6, 3", "2"), OperatorCase("bit_xor -1, 1", "-2"), OperatorCase("bit_not 5", "-6"),
    OperatorCase("shift_left 1, 33", "2"), OperatorCase("shift_right -8, 1", "-4"),
    OperatorCase("shift_right_unsigned -1, 0", "4294967295"),
    OperatorCase("shift_right_unsigned -1, 28", "15"),
  ]

  static let comparisons: [OperatorCase] = [
    OperatorCase("less \"a\", \"b\"", "false", "true"), OperatorCase("less 1, 1.5", "true"),
    OperatorCase("less_or_equal \"b\", \"b\"", "false", "true"), OperatorCase("less nan, nan", "false"),
    OperatorCase("greater 3, 2", "true"), OperatorCase("greater \"b\", \"a\"", "false", "true"),
    OperatorCase("greater_or_equal 2, 2", "true"), OperatorCase("less undefined, 1", "false"),
    OperatorCase("equal 0, -0", "false", "true"), OperatorCase("equal -0, -0", "true"),
    OperatorCase("equal nan, nan", "false"), OperatorCase("equal 70000, 70000", "true"),
    OperatorCase("equal \"a\", \"a\"", "true"), OperatorCase("equal \"1\", 1", "false"),
    OperatorCase("equal $object, $object", "true"), OperatorCase("equal $object, $other", "false"),
    OperatorCase("equal $object, handle $object", "false", "true"),
    OperatorCase("equal $bytes, $same", "true", "false"), OperatorCase("equal deleted, undefined", "false"),
    OperatorCase("equal &main, &main", "true"), OperatorCase("not_equal null, undefined", "true"),
  ]

  static let texts: [OperatorCase] = [
    OperatorCase("add \"\", 1e15", "\"1e+15\"", "\"1000000000000000\""),
    OperatorCase("add \"\", 0.1", "\"0.1\""),
    OperatorCase("add \"\", 0.3333333333333333", "\"0.333333333333333\"", "\"0.3333333333333333\""),
    OperatorCase("add -0, \"\"", "\"0\""), OperatorCase("add \"\", -infinity", "\"-Infinity\""),
    OperatorCase("add \"a\", null", "\"anull\""), OperatorCase("add $object, \"\"", "\"[Object]\""),
    OperatorCase("add $class, \"\"", "\"[Function]\""), OperatorCase("add \"\", nan", "\"NaN\""),
    OperatorCase("add \"a\", deleted", "fatal 1"), OperatorCase("add $object, 1", "nan"),
    OperatorCase("typeof null", "\"object\""), OperatorCase("typeof deleted", "\"undefined\""),
    OperatorCase("typeof $class", "\"function\""), OperatorCase("typeof no_op", "\"function\""),
    OperatorCase("type_code_of $class", "9"), OperatorCase("type_code_of $bytes", "8"),
    OperatorCase("type_code_of \"\"", "4"), OperatorCase("logical_not 100000", "true", "false"),
    OperatorCase("logical_not 1.5", "true", "false"), OperatorCase("logical_not -0", "true"),
    OperatorCase("logical_not 8191", "false"), OperatorCase("logical_not \"\"", "true"),
    OperatorCase("logical_not $object", "false"),
  ]

  @Test(arguments: arithmetic + bits + comparisons + texts)
  func operatorGives(_ test: OperatorCase) throws {
    let code = Self.code(test.expression)
    #expect(try Running(main: code, Self.data, .reference).call() == test.reference)
    #expect(try Running(main: code, Self.data, .ecmascript).call() == test.ecmascript)
  }

  /// The operands of these are not known when the program is loaded, as those of all others are.
  @Test func operandsMayBeLocals() throws {
    let code = "b0:\n%0 = load_arg 1\n%1 = load_arg 2\n%2 = add %0, %1\nreturn %2"
    let program = try Running(main: code)
    #expect(program.call(1, 2, 3) == "5")
    #expect(program.call(1, "a", 3) == "\"a3\"")
    #expect(program.call(1, 2) == "nan")
  }

  /// Strings of more than 4094 bytes do not fit an allocation.
  @Test func textsHaveALimit() throws {
    let code = "b0:\n%0 = load_arg 1\n%1 = add %0, \"x\"\nreturn %1"
    #expect(try Running(main: code).call(1, .string(String(repeating: "y", count: 4093))).count == 4096)
    #expect(try Running(main: code).call(1, .string(String(repeating: "y", count: 4094))) == "fatal 3")
  }
}
