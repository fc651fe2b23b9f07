import Interpreter
import Testing

/// Async functions, promises and jobs.
@Suite struct AsyncTests {
  /// What a compiler adds to programs with async functions.
  static let library = """
    import !log = 7
    builtin async_continue = &continue
    builtin async_catch_block = &catch
    builtin async_host_callback = &host_callback
    builtin promise_prototype = handle $promise
    builtin prototype_key = "prototype"
    global @class = $class
    ram $promise = object prototype null [-8192, 2, -1, undefined] {}
    ram $statics = object { "prototype": $promise }
    ram $class = class &constructor, $statics
    function &continue {
    b0 in %0:
      %1 = load_scoped 1, %0
      %2 = load_scoped 2, %0
      %3 = load_scoped 3, %0
      call_void %1, undefined, %2, %3
      return undefined
    }
    function &catch entry 2 {
    b0(%0, %1):
      async_complete %0, %1, false
    }
    function &host_callback {
    b0:
      %0 = load_arg 2
      %1 = load_arg 1
      async_complete undefined, %0, %1
    }
    function &constructor {
    b0:
      %0 = load_arg 0
      %1 = scope_new 2
      store_scoped 0, %1, &resolve
      store_scoped 1, %1, %0
      %2 = load_closure %1
      %3 = scope_new 2
      store_scoped 0, %3, &reject
      store_scoped 1, %3, %0
      %4 = load_closure %3
      %5 = load_arg 1
      call_void %5, undefined, %2, %4
      return %0
    }
    function &resolve {
    b0:
      %0 = load_arg 1
      async_complete undefined, %0, true
    }
    function &reject {
    b0:
      %0 = load_arg 1
      async_complete undefined, %0, false
    }

    """

  private func program(
    _ text: String, _ conformance: Configuration.Conformance = .reference, host: [UInt16: Import] = [:]
  ) throws -> Running {
    try Running(Self.library + text, conformance, host: host)
  }

  private func reference(_ value: GuestValue) throws -> GuestReference {
    guard case .reference(let reference) = value else { throw VMError.fault(.hostError) }
    return reference
  }

  /// An async function that awaits what `&inner` gives and logs it, in one of the three ways of calling.
  private static let outer = """
    export 1 = &start
    export 2 = &outer
    function &start {
    b0:
      call_void &outer, undefined, "v"
      call_host_void !log, undefined, "started"
      return 1
    }
    function &outer {
    b0 in %0:
      %1 = async_start 4, %0
      %2 = load_arg 1
      %3 = await_call %1, &inner, undefined, %2
      %4 = await %1, %3
      call_host_void !log, undefined, %2, %4
      async_return 1
    }

    """

  @Test func awaitTakesTheResultOfAnAsyncCall() throws {
    let program = try program(
      Self.outer + """
        function &inner {
        b0 in %0:
          %1 = async_start 2, %0
          %2 = load_arg 1
          call_host_void !log, undefined, "inner"
          %3 = add %2, "!"
          async_return %3
        }
        """)
    #expect(program.call(1) == "1")
    #expect(program.logged == ["\"inner\"", "\"started\"", "\"v\" \"v!\""])
    // A caller that wants the result gets a promise.
    #expect(program.call(2, "w") == "[object]")
    #expect(program.logged.last == "\"w\" \"w!\"")
  }

  @Test func awaitThrowsTheExceptionOfAnAsyncCall() throws {
    let program = try program(
      """
      export 1 = &outer
      function &outer {
      b0 in %0:
        %1 = async_start 4, %0
        store_cell 0, "cell"
        start_try b1, b2
      b1:
        %2 = await_call %1, &inner, undefined
        %3 = await %1, %2
        end_try
        async_return 1
      b2(%4):
        %5 = load_cell 0
        call_host_void !log, undefined, %4, %5
        async_return 2
      }
      function &inner {
      b0 in %0:
        %1 = async_start 2, %0
        throw "e"
      }
      """)
    #expect(program.call(1) == "[object]")
    #expect(program.logged == ["\"e\" \"cell\""])
  }

  @Test func awaitOfAnythingElseIsAnError() throws {
    for inner in ["return 5", "throw 5", "return undefined"] {
      let program = try program(Self.outer + "function &inner {\nb0:\n\(inner)\n}")
      #expect(program.call(1) == (inner == "throw 5" ? "1" : "error 55"))
    }
  }

  @Test func promisesTellEveryoneInOrder() throws {
    let program = try program(
      """
      export 1 = &main
      export 2 = &settle
      global @promise = undefined
      global @resolve = undefined
      global @reject = undefined
      function &main {
      b0:
        %0 = load_global @class
        %1 = new %0, &executor
        store_global @promise, %1
        call_void &waiter, undefined, 1
        call_void &waiter, undefined, 2
        call_void &waiter, undefined, 3
        return "waiting"
      }
      function &executor {
      b0:
        %0 = load_arg 1
        store_global @resolve, %0
        %1 = load_arg 2
        store_global @reject, %1
        return undefined
      }
      function &waiter {
      b0 in %0:
        %1 = async_start 3, %0
        %2 = load_arg 1
        %3 = load_global @promise
        start_try b1, b2
      b1:
        %4 = await %1, %3
        end_try
        call_host_void !log, undefined, %2, %4
        async_return %4
      b2(%5):
        call_host_void !log, undefined, "rejected", %5
        async_return %5
      }
      function &settle {
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        %1 = load_global @resolve
        call_void %1, undefined, "yes"
        jump b3
      b2:
        %2 = load_global @reject
        call_void %2, undefined, "no"
        jump b3
      b3:
        call_void &waiter, undefined, 4
        return undefined
      }
      """)
    #expect(program.call(1) == "\"waiting\"")
    #expect(program.logged == [])
    #expect(program.call(2, true) == "undefined")
    #expect(program.logged == ["1 \"yes\"", "2 \"yes\"", "3 \"yes\"", "4 \"yes\""])
    // Only the first time counts.
    #expect(program.call(2, false) == "undefined")
    #expect(program.logged.last == "4 \"yes\"")
    #expect(program.call(1) == "\"waiting\"")
    #expect(program.call(2, false) == "undefined")
    #expect(program.logged.suffix(4) == Array(repeating: "\"rejected\" \"no\"", count: 4))
  }

  @Test func hostFunctionsMayCompleteLater() throws {
    final class Kept { var completion: Completion? }
    let kept = Kept()
    let text = """
      import !later = 1
      export 1 = &main
      function &main {
      b0 in %0:
        %1 = async_start 4, %0
        start_try b1, b2
      b1:
        %2 = await_call %1, !later, undefined, 5
        %3 = await %1, %2
        end_try
        call_host_void !log, undefined, %3
        async_return 1
      b2(%4):
        call_host_void !log, undefined, "failed", %4
        async_return 2
      }
      """
    let program = try program(
      text, host: [1: .asynchronous { _, completion in kept.completion = completion }])
    #expect(program.call(1) == "[object]")
    #expect(program.logged == [])
    try program.collectGarbage()
    try kept.completion?.succeed(8)
    #expect(program.logged == ["8"])
    try kept.completion?.succeed(9)
    #expect(program.logged == ["8"])
    #expect(program.call(1) == "[object]")
    try kept.completion?.fail(9)
    #expect(program.logged == ["8", "\"failed\" 9"])
  }

  /// The continuation runs from the queue even if the host completes at once.
  @Test func hostFunctionsMayCompleteAtOnce() throws {
    let text = """
      import !now = 1
      export 1 = &main
      function &main {
      b0:
        %0 = call !now, undefined
        %1 = typeof %0
        call_void !now, undefined
        %2 = load_global @class
        return %1
      }
      """
    let program = try program(text, host: [1: .asynchronous { _, completion in try completion.succeed(1) }])
    #expect(program.call(1) == "\"object\"")
  }

  @Test func jobsRunAfterTheOutermostCallAndInOrder() throws {
    let text = """
      export 1 = &main
      function &main {
      b0:
        %0 = scope_new 2
        store_scoped 0, %0, &job
        store_scoped 1, %0, 1
        enqueue_job %0
        %1 = scope_clone %0
        store_scoped 1, %1, 2
        enqueue_job %1
        call_host_void !log, undefined, "main"
        %2 = load_arg 1
        branch %2, b1, b2
      b1:
        throw "failed"
      b2:
        return "result"
      }
      function &job {
      b0 in %0:
        %1 = load_scoped 1, %0
        call_host_void !log, undefined, %1
        %2 = less %1, 2
        branch %2, b1, b2
      b1:
        store_scoped 1, %0, 3
        enqueue_job %0
        return 0
      b2:
        return 0
      }
      """
    let program = try program(text)
    #expect(program.call(1) == "\"result\"")
    #expect(program.logged == ["\"main\"", "1", "2", "3"])
    // Jobs of a call that fails are dropped.
    #expect(program.call(1, true) == "throws \"failed\"")
    #expect(program.call(1) == "\"result\"")
    #expect(program.logged.count == 9)
  }

  @Test func jobsThatFailFailTheCall() throws {
    let text = """
      export 1 = &main
      function &main {
      b0:
        %0 = scope_new 1
        store_scoped 0, %0, &job
        enqueue_job %0
        return 5
      }
      function &job {
      b0:
        %0 = object_get 1, 1
        return %0
      }
      """
    #expect(try program(text).call(1) == "error 12")
  }

  @Test func jobsWithoutEndEnd() throws {
    let text = """
      export 1 = &main
      function &main {
      b0 in %9:
        %0 = scope_new 1
        store_scoped 0, %0, &job
        enqueue_job %0
        return 5
      }
      function &job {
      b0 in %0:
        enqueue_job %0
        return 1
      }
      """
    let program = try program(text)
    program.limitSteps(to: 10_000)
    #expect(program.call(1) == "error 51")
  }

  @Test func asyncFunctionsNeedTheirBuiltins() throws {
    let text =
      Self.library + "export 1 = &f\nfunction &f {\nb0 in %0:\n%1 = async_start 2, %0\nasync_return 1\n}"
    #expect(try Running(text).call() == "[object]")
    let without = text.replacing("builtin promise_prototype = handle $promise\n", with: "")
    #expect(try Running(without).call() == "fatal 54")
  }
}
