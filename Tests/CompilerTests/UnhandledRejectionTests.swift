import Compiler
import Testing

/// Rejections at build time that nothing handles.
struct UnhandledRejectionTests {
  @Test(arguments: [
    ("async function f() { throw new Error('bad') } f();", "Error: bad"),
    ("async function f() { throw 5 } const kept = f();", "5"),
    ("new Promise((resolve, reject) => reject('no'));", "'no'"),
    ("async function f() { throw 1 } async function g() { await f(); } g();", "1"),
    ("async function f() { await null; throw 2 } f();", "2"),
  ])
  func oneThatNothingWaitsForIsAWarning(_ source: String, _ reason: String) {
    let building = Building(source)
    #expect(building.error == nil)
    #expect(building.lines == ["! warning: unhandled rejection: \(reason)"])
  }

  @Test(arguments: [
    "async function f() { throw 1 } async function g() { try { await f(); } catch {} } g();",
    "async function f() { throw 1 } const p = f(); async function g() { try { await p; } catch {} } g();",
    "async function f() { return 1 } f(); new Promise(resolve => resolve(2));",
  ])
  func oneThatIsHandledIsNone(_ source: String) { #expect(Building(source).output.isEmpty) }

  @Test func eachIsReportedOnce() throws {
    let building = Building("async function f() { throw 1 } f(); f(); vmExport(1, () => 2);")
    #expect(building.lines.count == 2)
    var lines: [String] = []
    var options = BuildMachine.Options()
    options.write = { lines.append($1) }
    let machine = BuildMachine(options)
    let importer = Building.importer([:])
    try machine.evaluate(ModuleSource("a", "new Promise((_, no) => no(3))"), importer: importer)
    try machine.evaluate(ModuleSource("b", "1"), importer: importer)
    #expect(lines == ["warning: unhandled rejection: 3"])
  }
}
