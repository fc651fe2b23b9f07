import Codec
import IL
import Testing

/// A body in SSA form and the stack code that it becomes, both without what surrounds them.
struct LoweringIdiom: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let body: String
  let code: String

  init(_ name: String, _ body: String, becomes code: String) {
    testDescription = name
    self.body = body
    self.code = code
  }
}

/// What each idiom becomes, and what it must not become.
@Suite struct LoweringIdiomsTests {
  private static let header = """
    import !h0 = 1
    global @g0 = 1
    global @g1 = 2
    function &plain {
      literal undefined
      return
    }
    function &stores {
      literal undefined
      store_arg 0
      literal undefined
      return
    }
    function &async {
      async_start 2
      literal undefined
      async_return
    }

    """

  static let idioms: [LoweringIdiom] = [
    LoweringIdiom(
      "operands used once in order stay on the stack",
      """
      b0:
        %0 = load_global @g0
        %1 = load_global @g1
        %2 = subtract %0, %1
        return %2
      """,
      becomes: "load_global @g0; load_global @g1; subtract; return"),
    LoweringIdiom(
      "operands that fail in the wrong order keep their order",
      """
      b0:
        %0 = load_global @g0
        %1 = load_global @g1
        %2 = subtract %1, %0
        return %2
      """,
      becomes: "load_global @g0; load_global @g1; load_var 0; subtract; return"),
    LoweringIdiom(
      "operands without effects are computed where they are used",
      """
      b0:
        %0 = load_arg 1
        %1 = add %0, 1
        %2 = load_global @g0
        %3 = subtract %2, %1
        return %3
      """,
      becomes: "load_global @g0; load_arg 1; literal 1; add; subtract; return"),
    LoweringIdiom(
      "an old value waits while the new one is stored",
      """
      b0:
        %0 = load_global @g0
        %1 = add %0, 1
        store_global @g0, %1
        %2 = call &async, undefined, %0
        return %2
      """,
      becomes: """
        literal &async; literal undefined; load_global @g0; load_var 2; literal 1; add; store_global @g0; call 2; \
        return
        """),
    LoweringIdiom(
      "arguments are read again",
      """
      b0:
        %0 = load_arg 1
        %1 = multiply %0, %0
        return %1
      """,
      becomes: "load_arg 1; load_arg 1; multiply; return"),
    LoweringIdiom(
      "arguments that are replaced are not read again",
      """
      b0:
        %0 = load_arg 1
        store_arg 1, 5
        %1 = add %0, 1
        return %1
      """,
      becomes: "load_arg 1; literal 5; store_arg 1; literal 1; add; return"),
    LoweringIdiom(
      "a value that is used twice stays where it was computed",
      """
      b0:
        %0 = object_new
        object_set %0, "a", 1
        object_set %0, "b", 2
        return %0
      """,
      becomes: """
        object_new; load_var 0; literal "a"; literal 1; object_set; load_var 0; literal "b"; literal 2; object_set; \
        return
        """),
    LoweringIdiom(
      "the receiver of a method waits above a placeholder",
      """
      b0:
        %9 = load_global @g1
        %0 = load_global @g0
        %1 = object_get %0, "m"
        %2 = call %1, %0, 1
        %3 = subtract %9, %2
        return %3
      """,
      becomes: """
        load_global @g1; literal undefined; load_global @g0; load_var 2; literal "m"; object_get; store_var 1; \
        literal 1; call 2; subtract; return
        """),
    LoweringIdiom(
      "a receiver that nothing waits below needs no placeholder",
      """
      b0:
        %0 = load_global @g0
        %1 = object_get %0, "m"
        %2 = call %1, %0, 1
        return %2
      """,
      becomes: """
        load_global @g0; load_var 0; literal "m"; object_get; load_var 0; literal 1; call 2; return
        """),
    LoweringIdiom(
      "a receiver that can be read again needs no placeholder",
      """
      b0:
        %0 = load_arg 0
        %1 = object_get %0, "m"
        %2 = call %1, %0, 1
        return %2
      """,
      becomes: #"load_arg 0; literal "m"; object_get; load_arg 0; literal 1; call 2; return"#),
    LoweringIdiom(
      "known functions are called directly, without arguments that are undefined anyway",
      """
      b0:
        %0 = call &plain, undefined, undefined
        call_void &plain, undefined, 1
        return %0
      """,
      becomes: "call_function &plain 0; literal undefined; literal 1; call_function &plain 2; pop 1; return"),
    LoweringIdiom(
      "functions that store arguments get all of them",
      """
      b0:
        %0 = call &stores, undefined
        return %0
      """,
      becomes: "literal undefined; call_function &stores 1; return"),
    LoweringIdiom(
      "async functions are not called directly",
      """
      b0:
        call_void &async, undefined
        return 1
      """,
      becomes: "literal &async; literal undefined; call 1 void; literal 1; return"),
    LoweringIdiom(
      "an unused result does not make a call void, and stays if nothing minds",
      """
      b0:
        %0 = load_global @g0
        %1 = call %0, undefined
        %2 = object_new
        object_set %2, 0, 1
        %3 = add 1, 2
        jump b1(0)
      b1(%4):
        %5 = load_global @g1
        branch %5, b1(%4), b2
      b2:
        return %2
      """,
      becomes: """
        load_global @g0; literal undefined; call 1; object_new; load_var 1; literal 0; literal 1; \
        object_set; L1:; load_global @g1; branch L1; return
        """),
    LoweringIdiom(
      "a loop counter stays on top",
      """
      b0:
        jump b1(0)
      b1(%0):
        %1 = load_arg 1
        %2 = less %0, %1
        branch %2, b2, b3
      b2:
        store_global @g0, %0
        %3 = add %0, 1
        jump b1(%3)
      b3:
        return %0
      """,
      becomes: """
        literal 0; L1:; load_var 0; load_arg 1; less; branch L2; return; L2:; load_var 0; store_global @g0; \
        literal 1; add; jump L1
        """),
    LoweringIdiom(
      "a value that is passed twice is computed once",
      """
      b0:
        jump b1(0, 0)
      b1(%0, %1):
        %2 = add %0, 1
        store_global @g0, %1
        %3 = load_global @g1
        branch %3, b1(%2, %2), b2
      b2:
        return %0
      """,
      becomes: """
        literal 0; literal 0; L1:; load_var 0; literal 1; add; load_var 1; store_global @g0; load_global @g1; \
        branch L3; load_var 0; return; L3:; load_var 2; store_var 0; load_var 2; store_var 1; pop 1; jump L1
        """),
    LoweringIdiom(
      "parameters that change places are moved at once",
      """
      b0:
        jump b1(0, 1)
      b1(%0, %1):
        %2 = add %0, %1
        %3 = load_arg 1
        %4 = less %2, %3
        branch %4, b1(%1, %0), b2
      b2:
        return %2
      """,
      becomes: """
        literal 0; literal 1; L1:; load_var 0; load_var 1; add; load_var 2; load_arg 1; less; branch L3; return; \
        L3:; pop 1; load_var 1; load_var 0; store_var 1; store_var 0; jump L1
        """),
    LoweringIdiom(
      "a condition of two parts is tested once",
      """
      b0:
        %0 = load_global @g0
        branch %0, b1, b2(%0)
      b1:
        %1 = load_global @g1
        jump b2(%1)
      b2(%2):
        branch %2, b3, b4
      b3:
        return 1
      b4:
        return 2
      """,
      becomes: """
        load_global @g0; branch L1; L4:; literal 2; return; L1:; load_global @g1; logical_not; branch L4; \
        literal 1; return
        """),
    LoweringIdiom(
      "the value of && stays in its slot",
      """
      b0:
        %0 = load_global @g0
        branch %0, b1, b2(%0)
      b1:
        %1 = load_global @g1
        jump b2(%1)
      b2(%2):
        store_global @g0, %2
        return %2
      """,
      becomes: """
        load_global @g0; load_var 0; logical_not; branch L2; load_global @g1; store_var 0; L2:; load_var 0; \
        store_global @g0; return
        """),
    LoweringIdiom(
      "operands below a choice are pushed ahead of it",
      """
      b0:
        %0 = load_global @g0
        %1 = load_arg 1
        branch %1, b1, b2
      b1:
        jump b3("a")
      b2:
        jump b3("b")
      b3(%2):
        %3 = call %0, undefined, 7, %2
        return %3
      """,
      becomes: """
        load_global @g0; literal undefined; literal 7; load_arg 1; branch L4; literal "b"; L3:; call 3; return; \
        L4:; literal "a"; jump L3
        """),
    LoweringIdiom(
      "a comparison is inverted for free",
      """
      b0:
        %0 = load_arg 1
        %1 = equal %0, 1
        branch %1, b1, b2
      b1:
        store_global @g0, 1
        jump b2
      b2:
        %2 = load_global @g1
        return %2
      """,
      becomes: """
        load_arg 1; literal 1; not_equal; branch L2; literal 1; store_global @g0; L2:; load_global @g1; return
        """),
    LoweringIdiom(
      "what is defined in a try and used behind it has a slot below the catch record",
      """
      b0:
        start_try b1, b2
      b1:
        %0 = load_global @g0
        %1 = call %0, undefined
        end_try
        jump b3(%1)
      b2(%2):
        jump b3(%2)
      b3(%3):
        return %3
      """,
      becomes: """
        literal undefined; start_try L2; load_global @g0; literal undefined; call 1; store_var 0; end_try; return; \
        L2:; return
        """),
    LoweringIdiom(
      "a cell is born where it is stored first",
      """
      b0:
        store_cell 0, 1
        start_try b1, b2
      b1:
        %0 = load_global @g0
        store_cell 0, %0
        %1 = load_global @g1
        throw %1
      b2(%2):
        %3 = load_cell 0
        return %3
      """,
      becomes: """
        literal 1; start_try L2; load_global @g0; store_var 0; load_global @g1; throw; L2:; load_var 0; return
        """),
    LoweringIdiom(
      "the check of a value is its first use",
      """
      b0 in %0:
        %1 = load_scoped 1, %0
        %2 = initialized %1
        %3 = object_get %2, "m"
        %4 = call %3, %2
        %5 = add %4, 1
        return %5
      """,
      becomes: """
        load_scoped 1; load_var 0; literal "m"; object_get; load_var 0; call 1; literal 1; add; return
        """),
    LoweringIdiom(
      "an instance gets a placeholder",
      """
      b0:
        %0 = load_global @g0
        %1 = new %0, 5
        return %1
      """,
      becomes: "load_global @g0; literal undefined; literal 5; new 2; return"),
    LoweringIdiom(
      "await goes on at its resume point",
      """
      b0 in %0:
        %1 = async_start 3, %0
        %2 = load_global @g0
        %3 = await_call %1, %2, undefined
        %4 = await %1, %3
        async_return %4
      """,
      becomes: """
        async_start 3; load_global @g0; literal undefined; await_call 1; await; async_resume; async_return
        """),
    LoweringIdiom(
      "an argument that is in its place stays there when another parameter gets it too",
      """
      b0:
        %0 = load_global @g0
        %1 = load_global @g1
        jump b1(%0, %1)
      b1(%2, %3):
        branch %2, b2, b3
      b2:
        %4 = negate %3
        jump b1(%4, %4)
      b3:
        return %3
      """,
      becomes: """
        load_global @g0; load_global @g1; L1:; load_var 0; branch L2; return; L2:; negate; store_var 0; \
        load_var 0; jump L1
        """),
    LoweringIdiom(
      "what a join takes is pushed ahead of code that leaves nothing",
      """
      b0 in %0:
        %1 = load_global @g0
        branch %1, b1, b2
      b1:
        %2 = load_scoped 1, %0
        jump b3(%2)
      b2:
        jump b3(5)
      b3(%3):
        store_global @g1, 7
        %4 = call_host !h0, undefined, %3
        return %4
      """,
      becomes: """
        literal undefined; load_global @g0; branch L1; literal 5; L3:; literal 7; store_global @g1; \
        call_host !h0 2; return; L1:; load_scoped 1; jump L3
        """),
    LoweringIdiom(
      "the place of this is pushed ahead",
      """
      b0:
        %0 = load_global @g0
        %1 = load_global @g1
        branch %1, b1, b2
      b1:
        jump b3("a")
      b2:
        jump b3(5)
      b3(%2):
        %3 = new %0, %2
        return %3
      """,
      becomes: """
        load_global @g0; literal undefined; load_global @g1; branch L4; literal 5; L3:; new 2; return; L4:; \
        literal "a"; jump L3
        """),
  ]

  /// In programs without other functions, where it is known what may be `deleted`.
  static let asyncIdioms: [LoweringIdiom] = [
    LoweringIdiom(
      "operands wait over an await where the scope has room for them",
      """
      b0 in %0:
        %1 = async_start 4, %0
        %2 = load_global @g0
        %3 = await %1, %2
        %4 = add "x=", %3
        call_host_void !h0, undefined, %4
        async_return undefined
      """,
      becomes: """
        async_start 4; literal undefined; literal "x="; load_global @g0; await; async_resume; add; \
        call_host !h0 2 void; literal undefined; async_return
        """),
    LoweringIdiom(
      "no operand waits over an await where the scope has no room for it",
      """
      b0 in %0:
        %1 = async_start 3, %0
        %2 = load_global @g0
        %3 = await %1, %2
        %4 = add "x=", %3
        call_host_void !h0, undefined, %4
        async_return undefined
      """,
      becomes: """
        async_start 3; load_global @g0; await; async_resume; literal undefined; literal "x="; load_var 3; add; \
        call_host !h0 2 void; pop 1; literal undefined; async_return
        """),
    LoweringIdiom(
      "a result goes to a slot that is free where the scope has no room for more",
      """
      b0 in %0:
        %1 = async_start 4, %0
        %2 = load_global @g0
        %3 = load_global @g1
        store_global @g1, %2
        store_global @g0, %2
        %4 = negate %3
        %5 = await %1, undefined
        %6 = add %3, %4
        %7 = add %6, %4
        %8 = add %7, %3
        async_return %8
      """,
      becomes: """
        async_start 4; load_global @g0; load_global @g1; load_var 3; store_global @g1; load_var 3; \
        store_global @g0; load_var 4; negate; store_var 3; literal undefined; await; async_resume; pop 1; \
        load_var 4; load_var 3; add; load_var 3; add; load_var 4; add; async_return
        """),
  ]

  @Test(arguments: idioms) func becomes(idiom: LoweringIdiom) throws {
    let program = try Program(parsing: Self.header + "function &f {\n\(idiom.body)\n}\n")
    try Verifier.verify(program)
    let id = try #require(program.functions.ids.max())
    var lowered = program
    lowered.functions[id].body = .stack(try program.functions[id].lowered(in: program))
    try expect(lowered, endsWith: idiom.code)
  }

  @Test(arguments: asyncIdioms) func becomesInAProgram(idiom: LoweringIdiom) throws {
    var program = try Program(
      parsing: """
        import !h0 = 1
        global @g0 = 1
        global @g1 = 2
        function &f {
        \(idiom.body)
        }
        """)
    try Verifier.verify(program)
    _ = try program.lower(original: Program(), lifted: Program())
    try expect(program, endsWith: idiom.code)
  }

  /// Expects that `code` is that of the last function of `lowered`.
  private func expect(_ lowered: Program, endsWith expected: String) throws {
    try Verifier.verify(lowered)
    // The function stands last.
    let lines = lowered.description.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
    let start = try #require(lines.lastIndex { $0.hasPrefix("function") })
    let code = lines[(start + 1)...].dropLast().joined(separator: "; ")
    #expect(code == expected)
  }

  /// A function that cannot be lowered, because no instruction copies what may be `deleted`.
  private func unlowerable() throws -> Program {
    try Program(
      parsing: """
        export 1 = $a0
        global @g0 = 1
        ram $a0 = closure [&f, deleted]
        function &f {
        b0 in %0:
          %1 = load_scoped 1, %0
          %2 = scope_discard
          store_global @g0, %1
          return %1
        }

        """)
  }

  @Test func refusesToCopyWhatMayBeDeleted() throws {
    let program = try unlowerable()
    let failure = #expect(throws: LoweringFailure.self) {
      try program.functions[FunctionID(0)].lowered(in: program)
    }
    #expect(failure?.description.contains("may be deleted") == true)
  }

  /// Lifting drops code that cannot be reached, and then passes may drop what only that refers to.
  @Test func keepsNoCodeThatRefersToWhatIsGone() throws {
    let original = try Program(
      parsing: """
        export 1 = $a0
        global @g0 = 1
        ram $a0 = closure [&f, deleted]
        function &f {
          load_scoped 1
          return
          literal &g
          return
        }
        function &g {
          literal 5
          return
        }

        """)
    let lifted = try unlowerable()
    var program = lifted
    #expect(throws: Program.LoweringError.self) {
      try program.lower(original: original, lifted: lifted)
    }
    _ = program.functions.append(original.functions[FunctionID(1)])
    #expect(try program.lower(original: original, lifted: lifted).kept.map(\.function) == [FunctionID(0)])
  }
}
