import IL
import Testing

/// A function in SSA form that breaks a rule, and what the verifier says.
struct InvalidBody: Sendable, CustomTestStringConvertible {
  let message: String
  let text: String
  var testDescription: String { message }

  /// A program whose function `&f0` has this code.
  private init(_ message: String, _ code: String) {
    self.message = message
    text = """
      import !h0 = 1
      builtin async_catch_block = &catch
      global @g0 = 0
      ram $a0 = array []
      function &f0 {
      \(code)
      }
      function &async {
      b0 in %0:
        %1 = async_start 2, %0
        async_return 1
      }
      function &catch entry 2 {
      b0(%0, %1):
        async_complete %0, %1, false
      }
      """
  }

  static let flow: [InvalidBody] = [
    Self("b1, terminator: b2 is not in the function", "b0:\njump b1\nb1:\njump b2"),
    Self("b0, terminator: b9 is not in the function", "b0:\nstart_try b1, b9\nb1:\nthrow 1"),
    Self("b0, terminator: passes 1 arguments to b1, which takes 0", "b0:\njump b1(1)\nb1:\nreturn 1"),
    Self("b0, terminator: passes 1 arguments to b1, which takes 2", "b0:\njump b1(1)\nb1(%0, %1):\nreturn 1"),
    Self(
      "b0, terminator: passes 0 arguments to b2, which takes 1",
      "b0:\nbranch 1, b1, b2\nb1:\nreturn 1\nb2(%0):\nreturn 1"),
    Self("b1, terminator: goes to the entry block", "b0:\njump b1\nb1:\njump b0"),
    Self("b0: has 1 parameters, but the function is entered at depth 0", "b0(%0):\nreturn %0"),
    Self("b1: cannot be reached", "b0:\nreturn 1\nb1:\nreturn 1"),
    Self("b1: cannot be reached", "b0:\nreturn 1\nb1:\njump b2\nb2:\njump b1"),
    Self(
      "b2: is a catch block, but has 0 parameters instead of 1",
      "b0:\nstart_try b1, b2\nb1:\nend_try\nreturn 1\nb2:\nreturn 1"),
    Self(
      "b2: is a catch block, but has 2 parameters instead of 1",
      "b0:\nstart_try b1, b2\nb1:\nend_try\nreturn 1\nb2(%0, %1):\nreturn 1"),
    Self(
      "b1, terminator: goes to the catch block b2",
      "b0:\nstart_try b1, b2\nb1:\nend_try\njump b2(1)\nb2(%0):\nreturn 1"),
    Self("b0, terminator: goes to the catch block b1", "b0:\nstart_try b1(1), b1\nb1(%0):\nreturn 1"),
  ]

  static let signatures: [InvalidBody] = [
    Self("b0, instruction 0: end_try gives no result, but defines %0", "b0:\n%0 = end_try\nreturn 1"),
    Self("b0, instruction 0: add gives a result, but defines no local", "b0:\nadd 1, 2\nreturn 1"),
    Self("b0, instruction 0: scope_new gives a result, but defines no local", "b0:\nscope_new 1\nreturn 1"),
    Self("b0, instruction 0: add takes 2 operands, not 1", "b0:\n%0 = add 1\nreturn 1"),
    Self("b0, instruction 0: add takes 2 operands, not 3", "b0:\n%0 = add 1, 2, 3\nreturn 1"),
    Self("b0, instruction 0: call takes 1…128 operands, not 0", "b0:\n%0 = call\nreturn 1"),
    Self("b0, instruction 0: call takes 1…128 operands, not 129", "b0:\n%0 = call \(many(129))\nreturn 1"),
    Self(
      "b0, instruction 0: call_function takes 0…15 operands, not 16",
      "b0:\n%0 = call_function &f0, \(many(16))\nreturn 1"),
    Self("b0, instruction 0: call_host takes 1…127 operands, not 0", "b0:\n%0 = call_host !h0\nreturn 1"),
    Self("b0, instruction 0: new takes 1…127 operands, not 128", "b0:\n%0 = new \(many(128))\nreturn 1"),
  ]

  private static func many(_ count: Int) -> String {
    Array(repeating: "1", count: count).joined(separator: ", ")
  }

  static let immediates: [InvalidBody] = [
    Self("b0, instruction 0: argument 256 is not within 0…255", "b0:\n%0 = load_arg 256\nreturn 1"),
    Self(
      "b0, instruction 1: argument 256 is not within 0…255", "b0:\nstore_arg 0, 1\nstore_arg 256, 1\nreturn 1"
    ),
    Self("b0, instruction 0: capacity 256 is not within 0…255", "b0:\n%0 = array_new 256\nreturn 1"),
    Self("b0, instruction 0: length 0 is not within 1…255", "b0:\n%0 = fixed_array_new 0\nreturn 1"),
    Self("b0, instruction 0: slot count 0 is not within 1…255", "b0:\n%0 = scope_new 0\nreturn 1"),
    Self(
      "b0, instruction 0: slot count 256 is not within 1…255", "b0 in %0:\n%1 = scope_push 256, %0\nreturn 1"),
    Self(
      "b0, instruction 0: slot count 1 is not within 2…127",
      "b0 in %0:\n%1 = async_start 1, %0\nasync_return 1"),
    Self(
      "b0, instruction 0: slot count 128 is not within 2…127",
      "b0 in %0:\n%1 = async_start_parent 128, %0\nasync_return 1"),
    Self(
      "b0, instruction 0: calls the async function &async directly",
      "b0:\n%0 = call_function &async\nreturn 1"),
    Self("b0, instruction 0: calls the catch block &catch", "b0:\n%0 = call_function &catch\nreturn 1"),
    Self(
      "b0, instruction 0: $a0 is in RAM, so ROM needs a handle for it", "b0:\n%0 = add 1, $a0\nreturn 1"),
    Self("b0, terminator: $a0 is in RAM, so ROM needs a handle for it", "b0:\nreturn $a0"),
    Self(
      "b0, terminator: $a0 is in RAM, so ROM needs a handle for it", "b0:\njump b1($a0)\nb1(%0):\nreturn 1"),
    Self(
      "b0, terminator: &f0:L0 is in a function in SSA form, which has no labels", "b0:\nreturn &f0:L0"),
  ]

  static let uses: [InvalidBody] = [
    Self("b0, instruction 1: %0 is defined twice", "b0:\n%0 = object_new\n%0 = object_new\nreturn 1"),
    Self("b1: %0 is defined twice", "b0:\njump b1(1, 2)\nb1(%0, %0):\nreturn 1"),
    Self("b1: %0 is defined twice", "b0:\n%0 = object_new\njump b1\nb1 in %0:\nreturn 1"),
    Self("b0, instruction 0: %5 is not defined", "b0:\n%0 = negate %5\nreturn 1"),
    Self("b0, terminator: %5 is not defined", "b0:\nreturn %5"),
    Self(
      "b0, instruction 0: the definition of %0 does not dominate this use", "b0:\n%0 = negate %0\nreturn 1"),
    Self(
      "b0, instruction 0: the definition of %1 does not dominate this use",
      "b0:\n%0 = negate %1\n%1 = negate 5\nreturn 1"),
    Self(
      "b3, terminator: the definition of %0 does not dominate this use",
      "b0:\nbranch 1, b1, b2\nb1:\n%0 = object_new\njump b3\nb2:\njump b3\nb3:\nreturn %0"),
    Self(
      "b0, terminator: the definition of %0 does not dominate this use",
      "b0:\njump b1(%0)\nb1(%0):\nreturn 1"),
    // Two sides of a branch, in both orders.
    Self(
      "b1, terminator: the definition of %0 does not dominate this use",
      "b0:\nbranch 1, b1, b2\nb1:\nreturn %0\nb2:\n%0 = object_new\nreturn 1"),
    Self(
      "b2, terminator: the definition of %0 does not dominate this use",
      "b0:\nbranch 1, b1, b2\nb1:\n%0 = object_new\nreturn 1\nb2:\nreturn %0"),
    // The catch block sees nothing of the `try`, although only the `try` leads to it.
    Self(
      "b2, terminator: the definition of %0 does not dominate this use",
      "b0:\nstart_try b1, b2\nb1:\n%0 = object_new\nthrow 1\nb2(%1):\nreturn %0"),
  ]

  static let scopes: [InvalidBody] = [
    Self(
      "b0, instruction 0: its first operand is a literal, not a scope", "b0:\n%0 = load_scoped 1, 5\nreturn 1"
    ),
    Self(
      "b0, instruction 1: its first operand %0 is a value, not a scope",
      "b0:\n%0 = object_new\n%1 = load_scoped 1, %0\nreturn 1"),
    Self(
      "b0, instruction 1: the current scope is %1, not %0",
      "b0 in %0:\n%1 = scope_new 1\nenqueue_job %0\nreturn 1"),
    Self(
      "b1, instruction 0: the current scope is %1, not %0",
      "b0 in %0:\n%1 = scope_discard\njump b1\nb1:\nenqueue_job %0\nreturn 1"),
    Self(
      "b3, instruction 0: no local names the current scope, not %0",
      "b0 in %0:\nbranch 1, b1, b2\nb1:\n%1 = scope_new 1\njump b3\nb2:\njump b3\nb3:\nenqueue_job %0\nreturn 1"
    ),
    Self(
      "b2, instruction 0: no local names the current scope, not %0",
      "b0 in %0:\nstart_try b1, b2\nb1:\nthrow 1\nb2(%1):\nenqueue_job %0\nreturn 1"),
    Self(
      "b1, instruction 0: no local names the current scope, not %0",
      "b0 in %0:\njump b1\nb1:\nenqueue_job %0\n%1 = scope_push 1, %0\nbranch 1, b1, b2\nb2:\nreturn 1"),
    Self("b0, terminator: uses the scope %0 as a value", "b0 in %0:\nreturn %0"),
    Self("b0, terminator: uses the scope %0 as a value", "b0 in %0:\njump b1(%0)\nb1(%1):\nreturn 1"),
    Self(
      "b0, instruction 0: uses the scope %0 as a value", "b0 in %0:\n%1 = closure_new %0, %0\nreturn 1"),
    Self("b0, instruction 0: uses the scope %0 as a value", "b0 in %0:\n%1 = negate %0\nreturn 1"),
  ]

  static let tries: [InvalidBody] = [
    Self("b0, instruction 0: no try block is open", "b0:\nend_try\nreturn 1"),
    Self(
      "b1, instruction 1: no try block is open",
      "b0:\nstart_try b1, b2\nb1:\nend_try\nend_try\nreturn 1\nb2(%0):\nreturn 1"),
    Self(
      "b2, instruction 0: no try block is open",
      "b0:\nstart_try b1, b2\nb1:\nthrow 1\nb2(%0):\nend_try\nreturn 1"),
    Self(
      "b1, terminator: return inside an open try block",
      "b0:\nstart_try b1, b2\nb1:\nreturn 1\nb2(%0):\nreturn 1"),
    Self(
      "b1, terminator: async_complete inside an open try block",
      "b0:\nstart_try b1, b2\nb1:\nasync_complete 1, 2, true\nb2(%0):\nreturn 1"),
    Self(
      "b3: the open try blocks differ between two paths",
      "b0:\nstart_try b1, b2\nb1:\nbranch 1, b3, b4\nb2(%0):\njump b3\nb3:\nthrow 1\nb4:\nthrow 1"),
    // A loop that opens a `try` in each round.
    Self(
      "b1: the open try blocks differ between two paths",
      "b0:\njump b1\nb1:\nstart_try b2, b3\nb2:\njump b1\nb3(%0):\nthrow 1"),
    // Two `try` blocks with different catch blocks.
    Self(
      "b3: the open try blocks differ between two paths",
      "b0:\nbranch 1, b1, b2\nb1:\nstart_try b3, b4\nb2:\nstart_try b3, b5\nb3:\nend_try\nreturn 1\n"
        + "b4(%0):\nreturn 1\nb5(%1):\nreturn 1"),
    // The catch block would be entered at two depths.
    Self(
      "b2: the open try blocks differ between two paths",
      "b0:\nstart_try b1, b2\nb1:\nstart_try b3, b2\nb2(%0):\nthrow 1\nb3:\nthrow 1"),
  ]

  static let async: [InvalidBody] = [
    Self(
      "b0, instruction 1: async_start is not the first instruction",
      "b0 in %0:\n%1 = object_new\n%2 = async_start 2, %0\nreturn 1"),
    Self(
      "b1, instruction 0: async_start is not the first instruction",
      "b0 in %0:\njump b1\nb1:\n%2 = async_start 2, %0\nreturn 1"),
    Self(
      "b0, instruction 1: async_start is not the first instruction",
      "b0 in %0:\n%1 = async_start 2, %0\n%2 = async_start 2, %1\nasync_return 1"),
    Self("b0, instruction 0: await outside an async function", "b0 in %0:\n%1 = await %0, 5\nreturn 1"),
    Self(
      "b0, instruction 0: await_call outside an async function",
      "b0 in %0:\n%1 = await_call %0, &f0, undefined\n%2 = await %0, %1\nreturn 1"),
    Self("b0, terminator: async_return outside an async function", "b0:\nasync_return 1"),
    Self(
      "b0, terminator: return in an async function instead of async_return",
      "b0 in %0:\n%1 = async_start 2, %0\nreturn 1"),
    Self(
      "b0, terminator: async_complete in an async function",
      "b0 in %0:\n%1 = async_start 2, %0\nasync_complete 1, 2, true"),
    awaitCall("async_return %2"),
    awaitCall("%3 = typeof %2\nasync_return 1"),
    awaitCall("%3 = object_new\n%4 = await %1, %2\nasync_return 1"),
    awaitCall("%3 = await %1, 5\nasync_return %2"),
    awaitCall("%3 = await %1, %2\nasync_return %2"),
    awaitCall("%3 = await %1, %2\njump b1(%2)\nb1(%4):\nasync_return 1"),
  ]

  private static func awaitCall(_ rest: String) -> InvalidBody {
    Self(
      "b0, instruction 1: await_call whose result is not for the await that follows alone",
      "b0 in %0:\n%1 = async_start 2, %0\n%2 = await_call %1, &f0, undefined\n\(rest)")
  }
}

/// Every rule for functions in SSA form has one that breaks it.
@Suite struct SSAVerifierTests {
  @Test(
    arguments: InvalidBody.flow + InvalidBody.signatures + InvalidBody.immediates + InvalidBody.uses
      + InvalidBody.scopes + InvalidBody.tries + InvalidBody.async)
  func refuses(_ example: InvalidBody) throws {
    let program = try Program(parsing: example.text)
    let failure = #expect(throws: Verifier.Failure.self) { try Verifier.verify(program) }
    #expect(failure?.description == "&f0, \(example.message)")
  }

  /// What the text cannot express.
  @Test func refusesMalformedTables() throws {
    func violation(_ body: SSABody) -> String? {
      #expect(throws: SSAVerifier.Violation.self) { try SSAVerifier.verify(body) }
        .map { "\($0.place): \($0)" }
    }
    #expect(violation(SSABody([])) == "b0: the function has no blocks")
    #expect(
      violation(SSABody([BasicBlock(terminator: Terminator(.jump(Edge(BlockID(-1)))))]))
        == "b0, terminator: b-1 is not in the function")
    let use = SSAInstruction(nil, .storeCell(Cell(2)), [.literal(.null)])
    #expect(
      violation(SSABody([BasicBlock([use])], cellCount: 2))
        == "b0, instruction 0: cell 2 is not one of the 2 cells")
    var body = SSABody()
    body[SSABody.entry].instructions = [SSAInstruction(Local(4), .objectNew)]
    #expect(violation(body) == "b0, instruction 0: %4 is not one of the 0 locals")
  }

  @Test func refusesOtherEntryDepths() throws {
    let text = "function &f0 entry 2 {\nb0(%0, %1):\nreturn 1\n}"
    let failure = #expect(throws: Verifier.Failure.self) { try Verifier.verify(Program(parsing: text)) }
    #expect(failure?.description == "&f0: entered at depth 2, but it is not the built-in catch block")
    let builtin = "builtin async_catch_block = &f0\n"
    try Verifier.verify(Program(parsing: builtin + text))
    let fewer = #expect(throws: Verifier.Failure.self) {
      try Verifier.verify(Program(parsing: builtin + text.replacing("%0, %1", with: "%0")))
    }
    #expect(fewer?.description == "&f0, b0: has 1 parameters, but the function is entered at depth 2")
    let async = "function &f0 entry 2 {\nb0(%0, %1) in %2:\n%3 = async_start 2, %2\nasync_return 1\n}"
    let start = #expect(throws: Verifier.Failure.self) {
      try Verifier.verify(Program(parsing: builtin + async))
    }
    #expect(start?.description == "&f0, b0, instruction 0: async_start is not the first instruction")
  }

  @Test func refusesReferencesToRemovedEntities() throws {
    let whole = try Program(
      parsing: """
        import !h0 = 1
        global @g0 = 5
        function &f0 {
        b0:
          %0 = load_global @g0
          %1 = call_function &f1
          call_host_void !h0, "a"
          store_global @g0, %0
          return %1
        }
        function &f1 {
        b0:
          return 1
        }
        """)
    try Verifier.verify(whole)
    func failure(_ change: (inout Program) -> Void) -> String? {
      var program = whole
      change(&program)
      return #expect(throws: Verifier.Failure.self) { try Verifier.verify(program) }?.description
    }
    #expect(
      failure { $0.globals.remove(GlobalID(0)) } == "&f0, b0, instruction 0: refers to a removed global")
    #expect(
      failure { $0.functions.remove(FunctionID(1)) } == "&f0, b0, instruction 1: calls a removed function")
    #expect(
      failure { $0.imports.remove(ImportID(0)) } == "&f0, b0, instruction 2: calls a removed host function")
    #expect(
      failure { $0.strings.remove(StringID(0)) } == "&f0, b0, instruction 2: refers to a removed entity")
  }

  @Test func onlyStackCodeIsEncodable() throws {
    let text = "function &f0 {\nliteral 1\nreturn\n}\n"
    try Verifier.verify(Program(parsing: text), .encodable)
    let program = try Program(parsing: text + "function &f1 {\nb0:\nreturn 1\n}\n")
    try Verifier.verify(program)
    let failure = #expect(throws: Verifier.Failure.self) { try Verifier.verify(program, .encodable) }
    #expect(failure?.description == "&f1: is in SSA form, which has no encoding")
    #expect(failure?.subject == .function(FunctionID(1)))
  }

  /// The near misses of the rules above.
  @Test(arguments: [
    // Scopes that agree, through a loop and a join.
    "b0 in %0:\njump b1\nb1:\nenqueue_job %0\nbranch 1, b1, b2\nb2:\nenqueue_job %0\nreturn 1",
    // A join that names what its predecessors do not agree on, and a loop around it.
    """
    b0 in %0:
    branch 1, b1, b2
    b1:
    %1 = scope_new 1
    jump b2
    b2 in %2:
    enqueue_job %2
    %3 = scope_push 2, %2
    branch 1, b2, b3
    b3:
    enqueue_job %3
    return 1
    """,
    // Nested `try` blocks, left in order; a catch block that names its scope and goes round again.
    """
    b0:
    %0 = object_new
    jump b1
    b1:
    start_try b2, b5
    b2:
    start_try b3(%0), b4
    b3(%1):
    end_try
    end_try
    return %1
    b4(%2) in %3:
    enqueue_job %3
    throw %2
    b5(%4):
    branch %0, b1, b6
    b6:
    return %4
    """,
    // Two ways into one `try`.
    """
    b0:
    branch 1, b1, b2
    b1:
    start_try b3, b4
    b2:
    start_try b3, b4
    b3:
    end_try
    return 1
    b4(%0):
    return %0
    """,
    // An async function that completes inside of a `try`.
    """
    b0 in %0:
    %1 = async_start_parent 4, %0
    %2 = await_call %1, &f0, undefined, 5
    %3 = await %1, %2
    start_try b1, b2
    b1:
    %4 = await %1, %3
    async_return %4
    b2(%5):
    throw %5
    """,
    "b0:\nasync_complete undefined, 5, true",
    "b0:\nstore_cell 3, 1\n%0 = load_cell 3\n%1 = initialized deleted\n%2 = load_arg 255\nreturn %0",
  ])
  func accepts(_ code: String) throws {
    try Verifier.verify(Program(parsing: "function &f0 {\n\(code)\n}"))
  }
}
