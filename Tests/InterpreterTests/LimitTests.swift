import IL
import Interpreter
import Testing

/// Programs that want too much.
@Suite struct LimitTests {
  private static let recursion = """
    export 1 = &main
    function &main {
    b0:
      %0 = load_arg 1
      %1 = less %0, 1
      branch %1, b1, b2
    b1:
      return 0
    b2:
      %2 = subtract %0, 1
      %3 = call &main, undefined, %2
      %4 = add %3, 1
      return %4
    }
    """

  @Test func recursionHasALimit() throws {
    let program = try Running(Self.recursion)
    #expect(program.call(1, 999) == "999")
    #expect(program.call(1, 1000) == "error 8")
    // It goes on after that.
    #expect(program.call(1, 5) == "5")
  }

  /// The interpreter does not recurse itself: with a native frame each, these would not fit a thread's stack.
  @Test func deepRecursionNeedsNoNativeStack() throws {
    #expect(try Running(Self.recursion, callDepth: 300_000).call(1, 299_999) == "299999")
  }

  @Test func callsThroughTheHostHaveALimit() throws {
    let text = "import !f = 1\nexport 1 = &main\nfunction &main {\nb0:\n%0 = call !f, 0, &main\nreturn %0\n}"
    let back = Import.function { call in
      guard case .reference(let function) = call.arguments[0] else { return .undefined }
      return try call.call(function)
    }
    #expect(try Running(text, host: [1: back]).call() == "error 8")
  }

  @Test func stepsAreCounted() throws {
    let program = try Running(Self.recursion)
    program.limitSteps(to: 100)
    #expect(program.call(1, 3) == "3")
    #expect(program.stepsLeft == 100 - 3 * 7 - 4)
    program.limitSteps(to: 24)
    #expect(program.call(1, 3) == "error 51")
    #expect(program.call(1, 0) == "error 51")
    program.limitSteps(to: 25)
    #expect(program.call(1, 3) == "3")
    program.limitSteps(to: nil)
    #expect(program.call(1, 3) == "3")
  }

  /// Steps in a call through the host count, too, whether it succeeds or not.
  @Test func stepsBehindTheHostAreCounted() throws {
    let text = """
      import !f = 1
      export 1 = &main
      function &main {
      b0:
        %0 = call !f, 0, &inner
        return %0
      }
      function &inner {
      b0:
        %0 = load_arg 0
        %1 = load_arg 0
        %2 = object_get 1, 1
        return %2
      }
      """
    let back = Import.function { call in
      guard case .reference(let function) = call.arguments[0] else { return .undefined }
      return try call.call(function)
    }
    let failing = try Running(text, host: [1: back])
    failing.limitSteps(to: 100)
    #expect(failing.call() == "error 12")
    #expect(failing.stepsLeft == 96)
    let succeeding = try Running(text.replacing("object_get 1, 1", with: "add 1, 1"), host: [1: back])
    succeeding.limitSteps(to: 100)
    #expect(succeeding.call() == "2")
    #expect(succeeding.stepsLeft == 94)
  }

  @Test func endlessLoopsEnd() throws {
    let program = try Running(main: "b0:\njump b1\nb1:\njump b1")
    program.limitSteps(to: 1000)
    #expect(program.call() == "error 51")
  }

  /// An array for each round, of which the last `count` are kept in a list.
  private static func allocations(keeping: Bool) -> String {
    """
    b0:
      jump b1(0, null)
    b1(%0, %1):
      %2 = object_new
      %3 = fixed_array_new 200
      object_set %2, "data", %3
      object_set %2, "next", \(keeping ? "%1" : "null")
      %4 = add %0, 1
      %5 = less %4, 8000
      branch %5, b1(%4, %2), b2
    b2:
      return %4
    """
  }

  @Test func garbageIsCollected() throws {
    let text = "export 1 = &main\nfunction &main {\n\(Self.allocations(keeping: false))\n}"
    #expect(try Running(text, heapLimit: 8 << 20).call() == "8000")
  }

  @Test func memoryHasALimit() throws {
    let text = "export 1 = &main\nfunction &main {\n\(Self.allocations(keeping: true))\n}"
    #expect(try Running(text, heapLimit: 8 << 20).call() == "fatal 33")
    #expect(try Running(text).call() == "8000")
  }

  /// What only the host, a scope or a waiting activation refers to survives a collection.
  @Test func collectionsKeepWhatIsNeeded() throws {
    let collect = Import.function { call in
      try call.collectGarbage()
      return .undefined
    }
    let program = try Running(
      """
      import !collect = 1
      export 1 = &main
      global @kept = undefined
      function &main {
      b0:
        %0 = object_new
        object_set %0, "a", "b"
        %1 = array_new 2
        object_set %1, 0, %0
        %2 = scope_new 2
        store_scoped 1, %2, %1
        %3 = closure_new %2, &get
        store_global @kept, %3
        %4 = scope_discard
        %5 = load_arg 1
        %6 = add "x", %5
        %7 = call !collect, undefined
        %8 = load_global @kept
        %9 = call %8, undefined
        %10 = add %9, %6
        return %10
      }
      function &get {
      b0 in %0:
        %1 = load_scoped 3, %0
        %2 = object_get %1, 0
        %3 = object_get %2, "a"
        return %3
      }
      """, host: [1: collect])
    #expect(program.call(1, "y") == "\"bxy\"")
    try program.collectGarbage()
    #expect(program.call(1, "z") == "\"bxz\"")
  }

  @Test func functionsInOtherFormsAreRefused() throws {
    let program = try Program(parsing: "function &f {\nb0:\nreturn 1\n}\nfunction &g {\nliteral 1\nreturn\n}")
    #expect(throws: LoadingError.notInSSAForm(FunctionID(1))) {
      try InterpretedProgram(program, imports: { _ in nil })
    }
    #expect(
      LoadingError.notInSSAForm(FunctionID(1)).description
        == "function &f1 is not in SSA form, which the interpreter needs")
  }

  @Test func missingHostFunctionsAreRefused() throws {
    let program = try Program(parsing: "import !f = 9")
    #expect(throws: LoadingError.unresolvedImport(9)) {
      try InterpretedProgram(program, imports: { _ in nil })
    }
  }

  @Test func invalidProgramsAreRefused() throws {
    let program = try Program(parsing: "function &f {\nb0:\nreturn %5\n}")
    #expect(throws: LoadingError.self) { try InterpretedProgram(program, imports: { _ in nil }) }
  }
}
