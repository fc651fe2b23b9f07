import IL
import Testing

/// The code of small functions.
@Suite struct CodeTests {
  @Test(arguments: [
    (
      "parametersAreReadWhereTheyAreUsed", "function f(a, b) { return a + b * 2; }",
      """
      b0:
        %0 = load_arg 1
        %1 = load_arg 2
        %2 = multiply %1, 2
        %3 = add %0, %2
        return %3
      """
    ),
    (
      "conditionsAreBranches", "function f(a, b) { if (a && !b) callee(); }",
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b3
      b1:
        %1 = load_arg 2
        branch %1, b3, b2
      b2:
        %2 = load_global @callee
        call_void %2, undefined
        jump b3
      b3:
        return undefined
      """
    ),
    (
      "variablesThatChangeAreValues", "function f() { let n = 1; const m = n; n = callee(m); return n; }",
      """
      b0:
        %0 = load_global @callee
        %1 = call %0, undefined, 1
        %2 = initialized %1
        return %2
      """
    ),
    (
      "aClosureIsOneWithItsScope", "function f(a) { const get = () => a; return get; }",
      """
      b0:
        %0 = scope_new 2
        %1 = load_arg 1
        store_scoped 1, %0, %1
        store_scoped 0, %0, &get
        %2 = load_closure %0
        return %2
      """
    ),
    (
      "functionsThatCaptureNothingAreLiterals",
      "function f() { function inner(n) { return inner(n); } return inner; }",
      """
      b0:
        return &inner
      """
    ),
    (
      "roundsHaveScopesOfTheirOwn",
      "function f(o) { while (callee()) { let k = o; const get = () => k; o.push(get); } }",
      """
      b0:
        jump b1
      b1:
        %0 = load_global @callee
        %1 = call %0, undefined
        branch %1, b2, b3
      b2:
        %2 = scope_new 2
        %3 = load_arg 1
        store_scoped 1, %2, %3
        store_scoped 0, %2, &get
        %4 = load_closure %2
        %5 = load_arg 1
        %6 = object_get %5, "push"
        call_void %6, %5, %4
        jump b1
      b3:
        return undefined
      """
    ),
    (
      "finallyIsWrittenOnce", "function f() { try { return callee(1); } finally { callee(2); } }",
      """
      b0:
        start_try b1, b2
      b1:
        %3 = load_global @callee
        %4 = call %3, undefined, 1
        end_try
        jump b3(2, %4)
      b2(%2):
        jump b3(1, %2)
      b3(%0, %1):
        %5 = load_global @callee
        call_void %5, undefined, 2
        %6 = equal %0, 2
        branch %6, b4, b5
      b4:
        return %1
      b5:
        throw %1
      """
    ),
    (
      "awaitedCallsPassTheContinuation", "async function f(a) { return 1 + await callee(a); }",
      """
      b0 in %0:
        %1 = async_start 8, %0
        %2 = load_arg 1
        %3 = load_global @callee
        %4 = await_call %1, %3, undefined, %2
        %5 = await %1, %4
        %6 = add 1, %5
        async_return %6
      """
    ),
  ]) func isWhatItShouldBe(_ name: String, _ source: String, _ expected: String) throws {
    let compiled = try Compiled("let callee = x => x; callee = callee; " + source + " f;")
    let text = try #require(compiled.text(of: "f"))
    let lines = text.split(separator: "\n").dropFirst().dropLast().joined(separator: "\n")
    #expect(lines == expected, "\(name)\n\(lines)")
  }
}
