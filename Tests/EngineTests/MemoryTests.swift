import Runtime
import Testing

/// Section 9 of the specification: one test per figure.
@Suite("Memory")
struct MemoryTests {
  /// Bytes of the heap that the result of some code occupies, after a collection.
  private func cost(_ code: [UInt8]..., collecting: Bool = true) throws -> Int {
    let vm = try Run.vm { builder in
      builder.globals = [1]
      let code = code.flatMap { $0 }
      builder.export(0, builder.function(stack: 40, code, Code.storeGlobal(0), Code.undefined, Code.ret))
    }
    #expect(vm.statistics.virtualHeapUsed == 0)
    try vm.call(export: 0)
    if collecting { try vm.collectGarbage() }
    return vm.statistics.virtualHeapUsed
  }

  private func put(_ key: Int) -> [UInt8] {
    Code.variable(0) + Code.integer(key) + Code.yes + Code.set
  }

  @Test("small integers and well-known values: nothing")
  func words() throws {
    for code in [Code.integer(8191), Code.integer(-8192), Code.null, Code.literal(0x15), Code.literal(0x25)] {
      #expect(try cost(code) == 0)
    }
  }

  @Test("int32: 6") func int32() throws { #expect(try cost(Code.integer(8191), Code.yes, [0xE4]) == 6) }

  @Test("float64: 10") func float64() throws { #expect(try cost(Code.yes, Code.integer(2), [0xE7]) == 10) }

  @Test("string of n bytes: 2 + (n + 1 rounded to even)")
  func strings() throws {
    #expect(try cost(Code.yes, Code.typeOf) == 2 + 8)
    #expect(try cost(Code.undefined, Code.typeOf) == 2 + 10)
  }

  @Test("buffer of n bytes: 2 + n rounded to even; an empty one has a word to spare (quirk 24)")
  func buffers() throws {
    for (count, size) in [(1, 4), (2, 4), (7, 10), (4095, 4098), (0, 4)] {
      #expect(try cost(Code.integer(count), Code.newBuffer) == size)
    }
  }

  @Test("closure: 2 + 2 per slot, with one captured variable 6")
  func closures() throws {
    #expect(try cost(Code.scopeNew(2), Code.closure) == 6)
    #expect(try cost(Code.scopeNew(5), Code.closure) == 12)
    #expect(try cost(Code.undefined, Code.closureNew) == 6)
  }

  @Test("empty array: 6; with n elements after a collection 6 + 2 + 2n")
  func arrays() throws {
    #expect(try cost(Code.arrayNew) == 6)
    #expect(try cost([0x7E, 3]) == 6)
    #expect(try cost(Code.arrayNew, put(0)) == 6 + 4)
    #expect(try cost(Code.arrayNew, put(0), put(1), put(2)) == 6 + 8)
    // A first element makes room for four.
    #expect(try cost(Code.arrayNew, put(0), collecting: false) == 6 + 10)
    #expect(try cost([0x7E, 3], collecting: false) == 6 + 8)
  }

  @Test("object: 6 + 4 per property after a collection, 10 per property before")
  func objects() throws {
    #expect(try cost(Code.objectNew) == 6)
    #expect(try cost(Code.objectNew, put(0), put(1)) == 6 + 8)
    #expect(try cost(Code.objectNew, put(0), put(1), collecting: false) == 6 + 20)
  }

  @Test("class: 6 plus its static properties")
  func classes() throws {
    #expect(try cost(Code.undefined, Code.objectNew, Code.classCreate) == 6 + 6)
  }

  @Test("own keys: 2 + 2 per key, 4 for none")
  func keys() throws {
    #expect(try cost(Code.objectNew, put(0), put(1), put(2), Code.keys) == 8)
    #expect(try cost(Code.objectNew, Code.keys) == 4)
  }

  @Test("string interned at run time: 6 for the cell")
  func internedStrings() throws {
    let vm = try Run.vm { builder in
      builder.export(0, builder.function(Code.objectNew, Code.arg(1), Code.get, Code.ret))
    }
    try vm.call(export: 0, ["abc"])
    try vm.collectGarbage()
    #expect(vm.statistics.virtualHeapUsed == 2 + 4 + 6)
  }

  @Test("try block: 4 bytes of stack")
  func tryBlocks() throws {
    var heights: [Int] = []
    let vm = try Run.vm { builder in
      let handler = builder.function(Code.ret)
      builder.export(0, builder.function(Code.startTry(handler), Code.endTry, Code.yes, Code.ret))
    }
    vm.onInstruction = { _ in heights.append(vm.statistics.stackHeight) }
    try vm.call(export: 0)
    vm.onInstruction = nil
    #expect(heights.count == 4)
    #expect(heights[1] - heights[0] == 4)
    #expect(heights[2] == heights[0])
  }

  @Test(
    "an idle machine is one block, on 64 bits with debugging and gas no larger than the reference's 88 bytes")
  func idle() throws {
    let vm = try Run.vm { $0.export(0, $0.function(Code.yes, Code.ret)) }
    let idle = vm.statistics
    #expect(idle.fragmentCount == 1 || idle.virtualHeapAllocatedCapacity > 0)
    #expect(idle.registersSize == 0 && idle.stackAllocatedCapacity == 0 && idle.stackHeight == 0)
    try vm.call(export: 0)
    #expect(vm.statistics.registersSize == 0)
  }

  @Test("objects beyond 1022 properties, and arrays beyond 2047 elements, are fatal")
  func limits() throws {
    func vm() throws -> VM {
      try Run.vm { builder in
        builder.globals = [1]
        builder.export(0, builder.function(Code.objectNew, Code.storeGlobal(0), Code.undefined, Code.ret))
        builder.export(
          1, builder.function(Code.global(0), Code.arg(1), Code.yes, Code.set, Code.undefined, Code.ret))
      }
    }
    let machine = try vm()
    try machine.call(export: 0)
    for index in 0..<1022 { try machine.call(export: 1, [.number(Double(index))]) }
    try machine.collectGarbage()
    #expect(machine.statistics.virtualHeapUsed == 2 + 4 + 4 * 1022)
    try machine.call(export: 1, [1022])
    #expect(Run.error { try machine.collectGarbage() } == 3)
    #expect(Run.error { try machine.call(export: 0) } == 45)
  }

  @Test("the heap limit is kept: garbage is collected, and error 33 comes when that is not enough")
  func heapLimit() throws {
    var options = Configuration()
    options.heapLimit = 1000
    let snapshot = SnapshotBuilder.build { builder in
      builder.globals = [1]
      builder.export(
        0, builder.function(Code.integer(100), Code.newBuffer, Code.pop, Code.undefined, Code.ret))
      builder.export(
        1,
        builder.function(
          Code.integer(100), Code.newBuffer, Code.global(0), Code.closureNew, Code.pop, Code.storeGlobal(0),
          Code.undefined, Code.ret))
      // A list that is kept.
      builder.export(
        2,
        builder.function(
          Code.scopeNew(100), Code.global(0), Code.storeScoped(1), Code.closure, Code.storeGlobal(0),
          Code.undefined,
          Code.ret))
    }
    let vm = try VM(snapshot: snapshot, options: options)
    for _ in 0..<100 {
      try vm.call(export: 0)
      try vm.call(export: 1)
    }
    #expect(vm.statistics.virtualHeapUsed <= 1000)
    #expect(vm.statistics.virtualHeapHighWaterMark <= 1000)
    var failure: Int32?
    for _ in 0..<10 where failure == nil { failure = Run.error { try vm.call(export: 2) } }
    #expect(failure == 33)
  }
}
