import IL
import Testing

@testable import Interpreter

/// The state of a machine as a program, and programs that grow while they run.
@Suite struct SavingTests {
  private func machine(_ text: String, hasDeviceLimits: Bool = true) throws -> InterpretedProgram {
    var options = InterpretedProgram.Options()
    options.collectsAlways = true
    options.hasDeviceLimits = hasDeviceLimits
    return try InterpretedProgram(
      Program(parsing: text), imports: { _ in .function { _ in .undefined } }, options: options)
  }

  private static let counter = """
    import !used = 7
    import !unused = 8
    export 1 = &up
    global @n = 1
    global @list = $list
    global @unused = $other
    ram $list = array []
    ram $other = object { "x": 1 }
    function &up {
    b0:
      %0 = load_global @n
      %1 = add %0, 1
      store_global @n, %1
      %2 = load_global @list
      %3 = object_get %2, "length"
      %4 = object_new
      object_set %4, "at", %1
      object_set %2, %3, %4
      call_host_void !used, undefined, %1
      return %1
    }
    function &unused {
    b0:
      return 1
    }
    """

  @Test func variablesAndDataHaveTheirPresentValues() throws {
    let machine = try machine(Self.counter)
    for _ in 0..<2 { try machine.call(export: 1) }
    let saved = try machine.save()
    #expect(saved.globals.entries.map(\.element.name) == ["n", "list"])
    #expect(saved.globals[GlobalID(0)].value == .integer(3))
    #expect(saved.imports.entries.map(\.element.hostID) == [7])
    #expect(saved.functions.entries.map(\.element.name) == ["up"])
    #expect(saved.allocations.entries.map(\.element.content.kindName) == ["array", "object", "object"])
    // What was in the program is where it was, what is new comes behind.
    #expect(saved.allocations.ids.map(\.index) == [0, 2, 3])
    let again = try InterpretedProgram(saved, imports: { _ in .function { _ in .undefined } })
    guard case .number(4) = try again.call(export: 1) else {
      Issue.record("it does not go on")
      return
    }
  }

  @Test func whatADeviceDoesNotHaveIsReplaced() throws {
    final class Nothing: HostObject {
      func property(_ name: String) -> GuestValue { .undefined }
      func setProperty(_ name: String, _ value: GuestValue) {}
      var propertyNames: [String] { [] }
    }
    let machine = try machine("export 1 = 5")
    try machine.addExport(2, machine.makeFunction { _ in 1 })
    try machine.addExport(3, machine.makeFunction { _ in 2 })
    try machine.addExport(4, .reference(machine.makeObject(Nothing())))
    try machine.addExport(5, machine.function(importing: 9, .function { _ in 3 }))
    try machine.addExport(6, machine.function(importing: 9, .function { _ in 3 }))
    let saved = try machine.save()
    #expect(saved.exports.map(\.id) == [1, 2, 3, 4, 5, 6])
    #expect(saved.exports[1].value == saved.exports[2].value)
    #expect(
      saved.functions.count == 1 && saved.functions.entries.first { _ in true }?.element.name == "detached")
    #expect(saved.allocations.entries.map(\.element.region) == [.rom])
    #expect(saved.exports[4].value == saved.exports[5].value && saved.imports.count == 1)
  }

  @Test func functionsThatWaitCannotBeSaved() throws {
    let machine = try machine(
      AsyncTests.library + """
        export 1 = &start
        export 2 = handle $kept
        ram $kept = array [undefined]
        function &start {
        b0 in %0:
          %1 = async_start 4, %0
          %2 = load_closure %1
          object_set handle $kept, 0, %2
          %3 = new handle $class, &nothing
          %4 = await %1, %3
          async_return 1
        }
        function &nothing {
        b0:
          return undefined
        }
        """)
    _ = try machine.save()
    try machine.call(export: 1)
    #expect {
      try machine.save()
    } throws: { error in
      guard case .suspended(_, "start")? = error as? SavingError else { return false }
      return true
    }
  }

  @Test func aRunningProgramCanGrow() throws {
    let machine = try machine(Self.counter)
    try machine.call(export: 1)
    var program = try Program(parsing: Self.counter)
    let more = try Program(
      parsing: Self.counter + """

        global @late = $late
        ram $late = object { "text": "new" }
        function &late {
        b0:
          %0 = load_global @late
          %1 = object_get %0, "text"
          %2 = load_global @n
          %3 = add %1, %2
          return %3
        }
        """)
    program = more
    try machine.extend(to: program)
    try machine.collectGarbage()
    guard case .string("new2") = try machine.call(FunctionID(2)) else {
      Issue.record("the new function does not see the old variable")
      return
    }
  }

  @Test func errorsBecomeExceptionsWithATrace() throws {
    let machine = try machine(
      """
      export 1 = &outer
      function &outer {
      b0:
        %0 = call &inner, undefined
        return %0
      }
      function &inner {
      b0:
        %0 = object_get null, "x"
        return %0
      }
      """, hasDeviceLimits: false)
    machine.makeError = { .string("\($0.kind.rawValue): \($0.message)") }
    do {
      _ = try machine.call(export: 1)
      Issue.record("nothing was thrown")
    } catch {
      guard case .exception(.string(let message)) = error else { throw error }
      #expect(message == "TypeError: Cannot read properties of null (reading 'x')")
    }
    #expect(machine.trace.map(\.function.index) == [1, 0])
  }
}
