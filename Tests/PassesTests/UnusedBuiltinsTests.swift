import Testing

/// `unused-builtins` drops the array prototype if nothing can find a property in it.
struct UnusedBuiltinsTests {
  /// A program with an array prototype, in which `code` reads properties of the array `%0` by what the host passes.
  private func program(prototype: String = "handle $methods", _ code: String) -> String {
    """
    import !out = 1
    export 1 = &main
    builtin array_prototype = \(prototype)
    ram $methods = object { "push": &push }
    function &main {
    b0:
      %0 = array_new 1
      %1 = load_arg 1
    \(code)
      return undefined
    }
    function &push {
    b0:
      return undefined
    }
    """
  }

  @Test func dropsPrototypeIfOnlyOtherKeysAreRead() throws {
    let code = """
        %2 = object_get %0, "length"
        %3 = object_get %0, "other"
      """
    try expect("unused-builtins", turns: program(code), into: program(prototype: "null", code))
  }

  @Test func dropsPrototypeIfKeysAreNumbers() throws {
    let code = """
        %2 = subtract %1, 1
        %3 = object_get %0, %2
      """
    try expect("unused-builtins", turns: program(code), into: program(prototype: "null", code))
  }

  /// A loop counter is a number on every path.
  @Test func dropsPrototypeIfKeyIsALoopCounter() throws {
    let code = """
        jump b1(0)
      b1(%2):
        %3 = object_get %0, %2
        %4 = add %2, 1
        branch %3, b1(%4), b2
      b2:
      """
    try expect("unused-builtins", turns: program(code), into: program(prototype: "null", code))
  }

  /// What is never executed reads nothing.
  @Test func dropsPrototypeIfAMethodIsReadWhereNothingLeads() throws {
    let code = """
        branch false, b1, b2
      b1:
        %2 = object_get %0, "push"
        jump b2
      b2:
      """
    try expect("unused-builtins", turns: program(code), into: program(prototype: "null", code))
  }

  @Test func dropsPrototypeIfKeysAreThoseOfOtherObjects() throws {
    let code = """
        %2 = object_new
        %3 = object_get %2, "push"
        %4 = object_get %2, %1
        %5 = object_get %1, %1
      """
    try expect("unused-builtins", turns: program(code), into: program(prototype: "null", code))
  }

  @Test func keepsPrototypeIfTheHostMayPassAnArray() throws {
    try expect(
      "unused-builtins",
      leaves: program("  call_host_void !out, undefined, %0\n  %2 = object_get %1, \"push\""))
  }

  @Test func keepsPrototypeIfAMethodIsRead() throws {
    try expect("unused-builtins", leaves: program("  %2 = object_get %0, \"push\""))
  }

  @Test func keepsPrototypeIfAKeyIsUnknown() throws {
    try expect("unused-builtins", leaves: program("  %2 = object_get %0, %1"))
  }

  @Test func keepsPrototypeIfItCanBeSeen() throws {
    try expect("unused-builtins", leaves: program("  %2 = object_get %0, \"__proto__\""))
  }

  /// The counter is a string if the caller wants so.
  @Test func keepsPrototypeIfAKeyMayBecomeAString() throws {
    try expect("unused-builtins", leaves: program("  %2 = add %1, 1\n  %3 = object_get %0, %2"))
  }

  /// The counter is one of a loop, but it may start as a string.
  @Test func keepsPrototypeIfAKeyMayBeAStringOnSomePath() throws {
    try expect(
      "unused-builtins",
      leaves: program(
        """
          branch %1, b1(0), b1(%1)
        b1(%2):
          %3 = object_get %0, %2
        """))
  }
}
