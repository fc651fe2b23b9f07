import Codec
import IL
import Testing

/// Which checks of uninitialized variables go when the whole program is known, and which must stay.
@Suite struct UninitializedValuesTests {
  /// Uses an argument as a variable, which is checked as long as arguments may be `deleted`.
  private static let probe = """
    function &probe {
      load_arg 1
      load_var 0
      return
    }
    """

  @Test func arguments() throws {
    try expect("export 1 = &probe", leaves: [])
  }

  /// What may be uninitialized itself is checked, if its only use is to be checked.
  @Test func localVariable() throws {
    try expect(
      """
      function &f {
        literal deleted
        load_arg 1
        branch L0
        literal 5
        store_var 0
      L0:
        load_var 0
        return
      }
      """, leaves: ["f"])
  }

  @Test(arguments: [
    "literal deleted\n return", "literal deleted\n throw",
    "load_arg 1\n literal deleted\n call 1\n return",
    "object_new\n literal \"k\"\n literal deleted\n object_set\n literal 1\n return",
    "scope_new 2\n literal deleted\n store_scoped 0\n literal 1\n return",
    "literal deleted\n closure_new\n return", "literal deleted\n store_arg 1\n literal 1\n return",
    "literal deleted\n load_arg 1\n branch L0\n pop 1\n literal 1\n L0:\n return",
  ]) func leaks(code: String) throws {
    try expect("function &f {\n \(code)\n}", leaks: true)
  }

  @Test(arguments: [
    "literal deleted\n store_global @g\n literal 1\n return", "literal deleted\n typeof\n return",
    "literal deleted\n literal 1\n add\n return", "literal deleted\n branch L0\n L0:\n literal 1\n return",
    "literal deleted\n literal undefined\n call 1\n return",
  ]) func usesWithoutLeak(code: String) throws {
    try expect("global @g = 0\nfunction &f {\n \(code)\n}", leaves: [])
  }

  @Test func data() throws {
    try expect("ram $a = object { \"k\": deleted }\nexport 1 = handle $a", leaks: true)
    try expect("ram $a = array [deleted]\nexport 1 = handle $a", leaves: [])
    try expect("export 1 = deleted", leaks: true)
  }

  @Test func scopeReadTooEarly() throws {
    try expect("function &f {\n scope_new 2\n load_scoped 1\n return\n}", leaks: true)
    try expect(
      "function &f {\n scope_new 2\n literal 1\n store_scoped 1\n load_scoped 1\n return\n}", leaves: [])
  }

  /// The check of a read that may be too early stays; it does not make others necessary.
  @Test func scopeCheckedTooEarly() throws {
    try expect("function &f {\n scope_new 2\n load_scoped 1\n load_var 0\n return\n}", leaves: ["f"])
    try expect(
      "function &f {\n scope_new 2\n load_scoped 1\n load_var 0\n literal 1\n add\n return\n}",
      leaves: ["f"])
  }

  /// A closure that is made before its variable is stored may only run afterwards.
  @Test(arguments: [
    (true, "store_scoped 0\n load_closure\n literal 5\n store_scoped 1", false),
    (true, "store_scoped 0\n load_closure\n load_arg 1\n literal undefined\n call 1 void", true),
    (true, "store_scoped 0\n literal 5\n store_scoped 1\n load_closure", false),
    (true, "closure_new\n load_arg 1\n literal undefined\n call 1 void\n literal 5\n store_scoped 1", true),
    (false, "closure_new\n load_arg 1\n literal undefined\n call 1 void\n literal 5\n store_scoped 1", false),
  ]) func closures(reads: Bool, code: String, leaks: Bool) throws {
    let index = code.hasPrefix("closure_new") ? 3 : 1
    try expect(
      """
      function &inner {
        \(reads ? "load_scoped \(index)" : "literal 1")
        return
      }
      function &f {
        scope_new 2
        literal &inner
        \(code)
        return
      }
      """, leaves: [], leaks: leaks)
  }

  /// The variable of each iteration's scope is the copy of an initialized one.
  @Test func loopScopes() throws {
    func loop(_ initialization: String) -> String {
      """
      function &inner {
        load_scoped 1
        return
      }
      function &f {
        scope_new 2
        \(initialization)
      L0:
        literal &inner
        store_scoped 0
        load_closure
        literal undefined
        call 1 void
        scope_clone
        load_arg 1
        branch L0
        literal undefined
        return
      }
      """
    }
    try expect(loop("literal 0\n store_scoped 1"), leaves: [])
    try expect(loop(""), leaks: true)
  }

  /// A scope that is left uninitialized when the loop makes the next one.
  @Test func abandonedScope() throws {
    try expect(
      """
      function &inner {
        load_scoped 1
        return
      }
      function &f {
      L0:
        scope_new 2
        literal &inner
        store_scoped 0
        load_closure
        store_global @g
        load_arg 1
        branch L0
        literal 1
        store_scoped 1
        literal undefined
        return
      }
      global @g = 0
      """, leaks: true)
  }

  /// The last slot of a scope may link it to a parent, and only counts if something reads it.
  @Test func initialClosures() throws {
    func closure(_ index: Int) -> String {
      """
      ram $c = closure [&inner, 5, deleted]
      export 1 = handle $c
      function &inner {
        load_scoped \(index)
        return
      }
      """
    }
    try expect(closure(1), leaves: [])
    try expect(closure(2), leaks: true)
    // Where the engine would take `deleted` for a scope, nothing is known.
    try expect(closure(3), leaks: true)
  }

  @Test func parents() throws {
    func closures(_ outer: String) -> String {
      """
      ram $o = closure [1, \(outer), undefined]
      ram $c = closure [&inner, $o]
      export 1 = handle $c
      function &inner {
        load_scoped 3
        return
      }
      """
    }
    try expect(closures("7"), leaves: [])
    try expect(closures("deleted"), leaks: true)
  }

  /// In a catch block the scope may be one that the `try` has not filled yet.
  @Test func catchBlock() throws {
    func code(_ inside: String) -> String {
      """
      function &f {
        scope_new 2
        literal 1
        store_scoped 1
        start_try L0
        \(inside)
        load_arg 1
        throw
      L0:
        load_scoped 1
        return
      }
      """
    }
    try expect(code(""), leaves: [])
    try expect(code("scope_push 3"), leaks: true)
  }

  /// What a called function is, and so what it is entered with, must be known.
  @Test func unknownTargets() throws {
    try expect("function &f {\n load_arg 1\n closure_new\n return\n}", leaks: true)
    try expect(
      "function &f {\n scope_new 2\n load_arg 1\n store_scoped 0\n load_closure\n return\n}", leaks: true)
  }

  @Test func stackForm() throws {
    var program = try Program(parsing: Self.probe)
    #expect(throws: UninitializedValues.Leak.notInSSAForm(FunctionID(0))) {
      try program.removeImpossibleChecks()
    }
  }

  @Test func asyncConstructor() throws {
    try expect(
      """
      ram $s = object {}
      ram $c = class &f, $s
      export 1 = handle $c
      function &f {
        async_start 2
        literal undefined
        async_return
      }
      """, leaks: true)
  }

  /// Expects that checks remain in exactly the functions `names`, or in those and the probe if there is a leak.
  private func expect(
    _ text: String, leaves names: Set<String> = [], leaks: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var program = try Program(parsing: text + "\n" + Self.probe)
    try Verifier.verify(program)
    #expect(program.lift().isEmpty, sourceLocation: sourceLocation)
    do {
      try program.removeImpossibleChecks()
      #expect(!leaks, "nothing leaked", sourceLocation: sourceLocation)
    } catch {
      #expect(leaks, "\(error)", sourceLocation: sourceLocation)
    }
    try Verifier.verify(program)
    var remaining: Set<String> = []
    for (_, function) in program.functions.entries {
      let operations = function.ssa?.blocks.lazy.flatMap(\.instructions).map(\.operation) ?? []
      if operations.contains(.initialized), let name = function.name { remaining.insert(name) }
    }
    #expect(remaining == (leaks ? names.union(["probe"]) : names), sourceLocation: sourceLocation)
  }
}
