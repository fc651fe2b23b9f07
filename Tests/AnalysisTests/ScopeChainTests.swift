import Analysis
import IL
import Testing

/// Variables that are found along chains of scopes.
struct ScopeChainTests {
  /// A program in which a function reads a variable of the outermost of `depth` scopes around it.
  ///
  /// Each function between calls the next from two places, so that each scope has two parents as the analysis sees
  /// it, and there are 2^`depth` ways to the outermost.
  private func nested(_ depth: Int) throws -> Program {
    var text = """
      export 1 = &main
      function &main {
      b0:
        %0 = scope_new 1
        store_scoped 0, %0, 7
        %1 = closure_new %0, &f1
        %2 = call %1, undefined
        return %2
      }

      """
    for level in 1...depth {
      text += """
        function &f\(level) {
        b0 in %0:
          %1 = scope_push 2, %0
          store_scoped 0, %1, \(level)
          %2 = closure_new %1, &f\(level + 1)
          %3 = call %2, undefined
          %4 = call %2, undefined
          return %4
        }

        """
    }
    // A closure is a scope of two slots between that of its function and the one where it is made.
    text += """
      function &f\(depth + 1) {
      b0 in %0:
        %1 = load_scoped \(4 * depth + 2), %0
        return %1
      }
      """
    let program = try Program(parsing: text)
    try Verifier.verify(program)
    return program
  }

  @Test(arguments: [1, 2, 40]) func manyWaysToOneScopeAreOne(_ depth: Int) throws {
    let flow = ValueFlow(try nested(depth))
    #expect(flow.description.contains("returns 7 | deleted"))
  }

  /// What is current where paths meet is what is current at the end of each of them, and in a catch block what is
  /// current in the `try`.
  @Test(arguments: [
    """
      jump b1
    b1 in %1:
      %2 = load_scoped 1, %1
      branch %2, b2, b3(%2)
    b2:
      %3 = scope_push 2, %1
      store_scoped 0, %3, 6
      %4 = scope_pop %3
      jump b1
    """,
    """
      start_try b1, b2
    b1:
      call_void !h0, undefined
      end_try
      jump b3(7)
    b2(%1) in %2:
      %3 = load_scoped 1, %2
      %4 = scope_push 2, %2
      store_scoped 0, %4, 6
      jump b3(%3)
    """,
  ]) func scopesThatAreNotCurrentDoNotCount(_ middle: String) throws {
    let program = try Program(
      parsing: """
        import !h0 = 7
        export 1 = &main
        function &main {
        b0:
          %0 = scope_new 2
          store_scoped 1, %0, 7
        \(middle)
        b3(%9):
          return %9
        }
        """)
    try Verifier.verify(program)
    #expect(ValueFlow(program).description.contains("returns 7 | deleted"))
  }
}
