import Interpreter
import Testing

/// Calls in every direction.
@Suite struct CallTests {
  @Test func argumentsAndThis() throws {
    let program = try Running(
      """
      export 1 = &main
      function &main {
      b0:
        %0 = load_arg 0
        %1 = load_arg 1
        %2 = load_arg 2
        %3 = call &sum, 100, %1, %2, 9
        %4 = call_function &sum, 1
        %5 = add %3, ""
        %6 = add %5, %4
        return %6
      }
      function &sum {
      b0:
        %0 = load_arg 0
        store_arg 0, 5
        %1 = load_arg 1
        %2 = load_arg 0
        %3 = add %0, %1
        %4 = add %3, %2
        return %4
      }
      """)
    #expect(program.call(1, 2, 3) == "\"107NaN\"")
  }

  @Test(arguments: ["undefined", "5", "\"text\"", "$object", "$class", "deleted"])
  func otherThingsCannotBeCalled(_ callee: String) throws {
    let data = "rom $object = object {}\nrom $class = class &main, $object"
    #expect(try Running(main: "b0:\ncall_void \(callee), undefined\nreturn 1", data).call() == "error 40")
  }

  @Test func theNoOpFunctionReturnsUndefined() throws {
    #expect(try Running(main: "b0:\n%0 = call no_op, 1, 2\nreturn %0").call() == "undefined")
  }

  @Test func closuresSeeTheirScope() throws {
    let program = try Running(
      """
      import !log = 7
      export 1 = &main
      function &main {
      b0:
        %0 = scope_new 2
        store_scoped 0, %0, 1
        store_scoped 1, %0, 40
        %1 = scope_push 2, %0
        store_scoped 0, %1, 20
        %2 = closure_new %1, &counter
        %3 = call %2, undefined
        %4 = scope_clone %1
        store_scoped 0, %4, 500
        %5 = call %2, undefined
        %6 = scope_pop %4
        %7 = load_scoped 1, %6
        %8 = scope_discard
        %9 = add %5, %7
        return %9
      }
      function &counter {
      b0 in %0:
        %1 = load_closure %0
        %2 = equal %1, undefined
        %3 = load_scoped 2, %0
        %4 = add %3, 1
        store_scoped 2, %0, %4
        %5 = call_host !log, undefined, %2, %4
        return %4
      }
      """)
    #expect(program.call() == "62")
    #expect(program.logged == ["false 21", "false 22"])
  }

  @Test func uninitializedVariables() throws {
    let scoped = "b0:\n%0 = scope_new 2\n%1 = load_scoped 1, %0\n%2 = typeof %1\nreturn %2"
    #expect(try Running(main: scoped).call() == "\"undefined\"")
    #expect(try Running(main: scoped, "", .ecmascript).call() == "error 41")
    let checked = "b0:\n%0 = scope_new 2\n%1 = load_scoped 1, %0\n%2 = initialized %1\nreturn %2"
    #expect(try Running(main: checked).call() == "error 41")
    #expect(
      try Running(main: "b0:\n%0 = load_global @g\nreturn %0", "global @g = deleted").call() == "error 58")
    #expect(try Running(main: "b0:\nstore_cell 0, deleted\n%0 = load_cell 0\nreturn %0").call() == "error 41")
  }

  @Test func withoutAScopeVariablesCannotBeReached() throws {
    #expect(try Running(main: "b0 in %0:\n%1 = load_scoped 0, %0\nreturn %1").call() == "fatal 17")
    #expect(
      try Running(main: "b0:\n%0 = scope_new 1\n%1 = load_scoped 1, %0\nreturn %1").call() == "fatal 17")
  }

  static let classes = """
    export 1 = &main
    builtin prototype_key = "prototype"
    global @class = $class
    ram $class = class &constructor, $statics
    ram $statics = object { "prototype": $prototype }
    ram $prototype = object { "two": 2 }
    function &main {
    b0:
      %0 = load_global @class
      %1 = load_arg 1
      %2 = new %0, %1
      %3 = object_get %2, "x"
      %4 = object_get %2, "two"
      %5 = add %3, %4
      return %5
    }
    function &constructor {
    b0:
      %0 = load_arg 0
      %1 = load_arg 1
      object_set %0, "x", %1
      return %0
    }
    """

  @Test func newMakesAnInstance() throws {
    #expect(try Running(Self.classes).call(1, 40) == "42")
    let bad = Self.classes.replacing("\"prototype\": $prototype", with: "\"prototype\": 5")
    #expect(try Running(bad).call(1, 40) == "error 57")
    let none = Self.classes.replacing("\"prototype\": $prototype", with: "")
    #expect(try Running(none).call(1, 40) == "error 57")
    let null = Self.classes.replacing("\"prototype\": $prototype", with: "\"prototype\": null")
    #expect(try Running(null).call(1, 40) == "nan")
    #expect(try Running(main: "b0:\n%0 = new &main, 1\nreturn %0").call() == "error 50")
  }

  @Test func theHostCanCreateInstances() throws {
    let program = try Running(Self.classes.replacing("export 1 = &main", with: "export 1 = handle $class"))
    #expect(program.call(1, 40) == "[object]")
  }

  /// Blocks pass their arguments all at once.
  @Test func argumentsOfBlocksArePassedTogether() throws {
    let code = """
      b0:
        jump b1(1, 2, 0)
      b1(%0, %1, %2):
        %3 = add %2, 1
        %4 = less %3, 4
        branch %4, b1(%1, %0, %3), b2
      b2:
        %5 = multiply %0, 10
        %6 = add %5, %1
        return %6
      """
    #expect(try Running(main: code).call() == "21")
  }

  @Test func onlyTheReferenceTakesLargeNumbersForFalse() throws {
    let code = "b0:\nbranch 100000, b1, b2\nb1:\nreturn 1\nb2:\nreturn 2"
    #expect(try Running(main: code, "", .reference).call() == "2")
    #expect(try Running(main: code, "", .ecmascript).call() == "1")
  }

  // MARK: The host

  @Test func hostFunctionsGetTheirArguments() throws {
    let code = """
      b0:
        %0 = call_host !log, "this", 1, null, "a"
        call_host_void !log, undefined
        %1 = call !log, 1, 2
        call_void !log, 1, true
        %2 = add %0, %1
        return %2
      """
    let program = try Running(main: code, "import !log = 7")
    #expect(program.call() == "3")
    #expect(program.logged == ["1 null \"a\"", "", "2", "true"])
  }

  @Test func hostFunctionsFailInTheirWays() throws {
    struct Other: Error {}
    let text =
      "import !f = 1\nexport 1 = !f\nexport 2 = &main\nfunction &main {\nb0:\n%0 = call !f, 0\nreturn %0\n}"
    func program(_ error: any Error) throws -> Running {
      try Running(text, host: [1: .function { _ in throw error }])
    }
    for export: UInt16 in [1, 2] {
      #expect(try program(GuestException(5)).call(export) == "throws 5")
      #expect(try program(VMError.exception("x")).call(export) == "throws \"x\"")
      #expect(try program(VMError.fault(ErrorCode(number: 77))).call(export) == "error 77")
      #expect(try program(Other()).call(export) == "error 14")
    }
  }

  /// An error inside ends only the inner call, if the host function catches it.
  @Test func hostFunctionsCallBack() throws {
    let call = Import.function { call in
      guard case .reference(let function) = call.arguments[0] else { return .undefined }
      do throws(VMError) { return try call.call(function, [4, 5]) } catch {
        return .string("code \(error.code)")
      }
    }
    let program = try Running(
      """
      import !back = 1
      export 1 = &main
      function &main {
      b0:
        %0 = scope_new 2
        store_scoped 1, %0, 7
        start_try b1, b2
      b1:
        %1 = call_host !back, undefined, &add
        %2 = call_host !back, undefined, &throws
        %3 = call_host !back, undefined, &fails
        %4 = load_scoped 1, %0
        %5 = add %1, %2
        %6 = add %5, %3
        %7 = add %6, %4
        end_try
        return %7
      b2(%8):
        return "caught"
      }
      function &add {
      b0:
        %0 = load_arg 1
        %1 = load_arg 2
        %2 = add %0, %1
        return %2
      }
      function &throws {
      b0:
        throw 1
      }
      function &fails {
      b0:
        %0 = object_get 1, "x"
        return %0
      }
      """, host: [1: call])
    #expect(program.call() == "\"9code 44code 127\"")
  }

  @Test func exports() throws {
    let program = try Running("export 2 = 5\nexport 3 = \"a\"\nexport 2 = 6\nexport 4 = deleted")
    #expect(Running.text(try program.export(2)) == "5")
    #expect(Running.text(try program.export(3)) == "\"a\"")
    #expect(Running.text(try program.export(4)) == "undefined")
    #expect(program.call(5) == "error 19")
    #expect(program.call(2) == "error 40")
  }

  @Test func referencesKnowWhatTheyReferTo() throws {
    let program = try Running(
      """
      export 1 = handle $object
      export 2 = &f
      export 3 = &g
      export 4 = &get
      global @object = $object
      ram $object = object {}
      function &f {
      b0:
        return 1
      }
      function &g {
      b0:
        return 1
      }
      function &get {
      b0:
        %0 = load_global @object
        return %0
      }
      """)
    func reference(_ id: UInt16) throws -> GuestReference {
      guard case .reference(let reference) = try program.export(id) else { throw VMError.fault(.hostError) }
      return reference
    }
    #expect(try reference(1).isSame(as: reference(1)))
    #expect(try reference(2).isSame(as: reference(2)))
    #expect(try !reference(2).isSame(as: reference(3)))
    #expect(try !reference(1).isSame(as: reference(2)))
    #expect(program.call(try reference(4)) == "[object]")
  }
}
