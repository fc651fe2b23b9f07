import Runtime
import Testing

/// Section 8 of the specification.
///
/// The order of jobs is in the corpus; here is what the parts are made of.
@Suite("Async")
struct AsyncTests {
  /// A snapshot with the built-ins that compiled async code has.
  ///
  /// - export 0: async, awaits a call of import 1 and returns what it gives;
  /// - export 1: calls export 0 and drops the promise;
  /// - export 2: an async function that returns at once;
  /// - export 3: calls it and keeps the promise in global 1;
  /// - export 4: calls it and drops the promise.
  private func snapshot() -> [UInt8] {
    SnapshotBuilder.build { builder in
      builder.imports = [1]
      builder.globals = [1, 1]
      builder.builtins[3] = builder.function(stack: 4, [0x21, 0x01, 0x22, 0x23, 0x78, 0x03, 0x60])
      builder.builtins[4] = builder.function(stack: 3, [0x03, 0x7D, 0x0D])
      builder.builtins[5] = builder.function(stack: 3, [0x01, 0x32, 0x31, 0x7D, 0x0D])
      builder.builtins[6] = builder.container(12, [5, 5, 0x8003, 2 * 4 + 3, 0xFFFF, 1])
      // Ten bytes, so that the continuation comes at 12, after its header: its function is three times four bytes back.
      let code: [UInt8] = [0x7D, 0x0A, 3] + Code.global(0) + Code.undefined + [0x84, 1] + [0x83]
      let continuation: [UInt8] = [0x03, 0x58] + [0x85, 0, 2, 0x7D, 0x0B]
      let function = builder.function(stack: 8, code, continuation)
      builder.globals[0] = builder.hostFunction(0)
      builder.export(0, function)
      builder.export(
        1, builder.function(Code.literal(function), Code.undefined, Code.call(0x81), Code.undefined, Code.ret)
      )
      let immediate = builder.function(stack: 8, [0x7D, 0x0A, 2], Code.integer(9), [0x7D, 0x0B])
      builder.export(2, immediate)
      builder.export(
        3,
        builder.function(
          Code.literal(immediate), Code.undefined, Code.call(1), Code.storeGlobal(1), Code.undefined, Code.ret
        ))
      builder.export(
        4,
        builder.function(Code.literal(immediate), Code.undefined, Code.call(0x81), Code.undefined, Code.ret))
    }
  }

  @Test("a suspended call: 6 for an activation without variables, 10 for its promise")
  func suspendedCall() throws {
    var completions: [Completion] = []
    let vm = try VM(snapshot: snapshot(), imports: [1: .asynchronous { completions.append($1) }])
    try vm.call(export: 1)
    try vm.collectGarbage()
    // The activation has three slots here, the host's callback 6.
    #expect(vm.statistics.virtualHeapUsed == 8 + 6)
    let promise = try vm.call(export: 0)
    try vm.collectGarbage()
    #expect(vm.statistics.virtualHeapUsed == 2 * (8 + 6) + 10)
    try completions[0].succeed(5)
    try completions[1].succeed(6)
    completions = []
    try vm.collectGarbage()
    #expect(vm.statistics.virtualHeapUsed == 10)
    _ = promise
  }

  @Test("a promise that is kept: 10")
  func promise() throws {
    let vm = try VM(snapshot: snapshot(), imports: [1: .function { _ in .undefined }])
    try vm.call(export: 3)
    try vm.collectGarbage()
    #expect(vm.statistics.virtualHeapUsed == 10)
  }

  @Test("a void call makes no promise, and its activation goes")
  func voidCall() throws {
    let vm = try VM(snapshot: snapshot(), imports: [1: .function { _ in .undefined }])
    try vm.call(export: 4)
    #expect(vm.statistics.virtualHeapUsed == 6)
    try vm.collectGarbage()
    #expect(vm.statistics.virtualHeapUsed == 0)
  }

  @Test("await of something that is not a promise is error 55")
  func awaitNonPromise() throws {
    let vm = try VM(snapshot: snapshot(), imports: [1: .function { _ in 1 }])
    #expect(Run.error { try vm.call(export: 1) } == 55)
  }

  @Test("only the first completion counts")
  func completeTwice() throws {
    var completion: Completion?
    let vm = try VM(snapshot: snapshot(), imports: [1: .asynchronous { completion = $1 }])
    try vm.call(export: 1)
    try completion?.succeed(1)
    try completion?.succeed(2)
    try completion?.fail(3)
    completion = nil
    try vm.collectGarbage()
    #expect(vm.statistics.virtualHeapUsed == 0)
  }

  @Test("without async support in the snapshot, an asynchronous host function is fatal")
  func missing() throws {
    let vm = try Run.vm(imports: [1: .asynchronous { _, _ in }]) { builder in
      builder.imports = [1]
      builder.export(0, builder.hostFunction(0))
    }
    #expect(Run.error { try vm.call(export: 0) } == 54)
  }
}
