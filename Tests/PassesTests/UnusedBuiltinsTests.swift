import Testing

/// `unused-builtins` drops the array prototype if nothing can find a property in it.
struct UnusedBuiltinsTests {
  /// A program with an array prototype, in which `code` reads properties.
  private func program(prototype: String = "handle $methods", _ code: String) -> String {
    """
    export 1 = &main
    builtin array_prototype = \(prototype)
    ram $methods = object { "push": &push }
    function &main {
    \(code)
      return
    }
    function &push {
      literal undefined
      return
    }
    """
  }

  @Test func dropsPrototypeIfOnlyOtherKeysAreRead() throws {
    let code = """
        load_arg 1
        literal "length"
        object_get
        pop 1
        load_arg 1
        literal "other"
        object_get
      """
    try expect("unused-builtins", turns: program(code), into: program(prototype: "null", code))
  }

  @Test func dropsPrototypeIfKeysAreNumbers() throws {
    let code = """
        load_arg 1
        load_arg 2
        literal 1
        subtract
        object_get
      """
    try expect("unused-builtins", turns: program(code), into: program(prototype: "null", code))
  }

  /// A loop counter is a number on every path.
  @Test func dropsPrototypeIfKeyIsALoopCounter() throws {
    let code = """
        literal 0
      L0:
        load_arg 1
        load_var 0
        object_get
        branch L1
        load_var 0
        literal 1
        add
        store_var 0
        jump L0
      L1:
        literal undefined
      """
    try expect("unused-builtins", turns: program(code), into: program(prototype: "null", code))
  }

  @Test func keepsPrototypeIfAMethodIsRead() throws {
    try expect("unused-builtins", leaves: program("  load_arg 1\n  literal \"push\"\n  object_get"))
  }

  @Test func keepsPrototypeIfAKeyIsUnknown() throws {
    try expect("unused-builtins", leaves: program("  load_arg 1\n  load_arg 2\n  object_get"))
  }

  @Test func keepsPrototypeIfItCanBeSeen() throws {
    try expect("unused-builtins", leaves: program("  load_arg 1\n  literal \"__proto__\"\n  object_get"))
  }

  /// The counter is a string if the caller wants so.
  @Test func keepsPrototypeIfAKeyMayBecomeAString() throws {
    try expect(
      "unused-builtins", leaves: program("  load_arg 1\n  load_arg 2\n  literal 1\n  add\n  object_get"))
  }
}
