import Runtime
import Testing

/// Sections 3, 6 and 7 of the specification.
@Suite("Calls, scopes and exceptions")
struct CallTests {
  private func error(_ body: () throws -> Void) -> Int32? { Run.error(body) }

  @Test("arguments: missing ones are undefined, further ones are ignored")
  func arguments() throws {
    #expect(same(try Run.code(Code.arg(1), Code.ret), .undefined))
    #expect(same(try Run.code(Code.arg(2), Code.ret, arguments: [1, 2, 3]), 2))
    #expect(same(try Run.code(Code.arg(0), Code.ret, arguments: [1]), .undefined))
    // The sixteenth and later ones, which the reference does not have (quirk 17).
    let many = (1...20).map { GuestValue.number(Double($0)) }
    #expect(same(try Run.code([0x7C, 20], Code.ret, arguments: many), 20))
    let most = Array(repeating: GuestValue.null, count: 126)
    #expect(same(try Run.code([0x7C, 126], Code.ret, arguments: most), .null))
    #expect(error { _ = try Run.code(Code.yes, Code.ret, arguments: most + [1]) } == 34)
  }

  @Test("what can be called")
  func targets() throws {
    for code in [Code.undefined, Code.integer(1), Code.objectNew, Code.arrayNew, Code.literal(0x1D)] {
      #expect(error { _ = try Run.code(code, Code.undefined, Code.call(1), Code.ret) } == 40)
    }
    let aClass = Code.undefined + Code.objectNew + Code.classCreate
    #expect(error { _ = try Run.code(aClass, Code.undefined, Code.call(1), Code.ret) } == 40)
    #expect(same(try Run.code(Code.literal(0x25), Code.undefined, Code.call(1), Code.ret), .undefined))
  }

  @Test("a call needs the frame, 4 words for its boundary and 5 to spare")
  func stackOverflow() throws {
    var options = Configuration()
    options.stackSize = 256
    for height in [100, 117, 118] {
      let snapshot = SnapshotBuilder.build { $0.export(0, $0.function(stack: height, Code.yes, Code.ret)) }
      let vm = try VM(snapshot: snapshot, options: options)
      // Function and `this` are on the stack before.
      let code = error { _ = try vm.call(export: 0) }
      #expect(code == (2 + height + 9 <= 128 ? nil : 8))
      if code == nil { #expect(vm.statistics.stackHighWaterMark == (2 + height + 9) * 2) }
    }
  }

  @Test("endless recursion ends with error 8, and the machine goes on")
  func recursion() throws {
    let vm = try Run.vm { builder in
      builder.globals = [1]
      let function = builder.function(Code.global(0), Code.undefined, Code.call(1), Code.ret)
      builder.globals[0] = function
      builder.export(0, function)
      builder.export(1, builder.function(Code.integer(5), Code.ret))
    }
    #expect(error { _ = try vm.call(export: 0) } == 8)
    #expect(same(try vm.call(export: 1), 5))
  }

  @Test("closures count on")
  func closures() throws {
    let vm = try Run.vm { builder in
      // Slot 0 has the function, slot 1 the counter.
      let count = builder.function(
        Code.scoped(1), Code.integer(1), Code.add, Code.storeScoped(1), Code.scoped(1), Code.ret)
      builder.export(
        0,
        builder.function(
          Code.scopeNew(2), Code.literal(count), Code.storeScoped(0), Code.integer(0), Code.storeScoped(1),
          Code.closure, Code.ret))
    }
    guard case .reference(let first) = try vm.call(export: 0),
      case .reference(let second) = try vm.call(export: 0)
    else { throw TestFailure() }
    #expect(first.kind == .function && !first.isSame(as: second))
    #expect(same(try vm.call(first), 1))
    try vm.collectGarbage()
    #expect(same(try vm.call(first), 2))
    #expect(same(try vm.call(second), 1))
  }

  @Test("an index beyond the slots goes on in the parent scope")
  func nestedScopes() throws {
    let result = try Run.code(
      Code.scopeNew(2), Code.integer(7), Code.storeScoped(1), Code.scopePush(3), Code.scopePush(2),
      Code.scoped(6),
      [0x7D, 0x08], [0x7D, 0x08], Code.scoped(1), Code.add, Code.ret)
    #expect(same(result, 14))
    #expect(error { _ = try Run.code(Code.scoped(0), Code.ret) } == 17)
    #expect(error { _ = try Run.code(Code.scopeNew(2), Code.scoped(2), Code.ret) } == 17)
  }

  @Test("uninitialised variables: errors 41 and 58, and none for scopes in the reference (quirk 10)")
  func uninitialized() throws {
    #expect(error { _ = try Run.code([0x00], Code.variable(0), Code.ret) } == 41)
    let vm = try Run.vm { builder in
      builder.globals = [0x19]
      builder.export(0, builder.function(Code.global(0), Code.ret))
    }
    #expect(error { _ = try vm.call(export: 0) } == 58)
    let scoped: [UInt8] = Code.scopeNew(2) + Code.scoped(1) + Code.typeOf + Code.ret
    #expect(same(try Run.code(scoped), "undefined"))
    #expect(error { _ = try Run.code(in: .ecmascript, scoped) } == 41)
  }

  @Test("exceptions reach the innermost handler, or the host")
  func exceptions() throws {
    let vm = try Run.vm { builder in
      let thrower = builder.function(Code.arg(1), Code.throwTop)
      // A handler is a place in the ROM with the depth that the try began at, and the exception on top.
      let handler = builder.function(
        Code.literal(builder.string("caught ")), Code.variable(1), Code.add, Code.ret)
      builder.export(
        0,
        builder.function(
          Code.startTry(handler), Code.literal(thrower), Code.undefined, Code.arg(1), Code.call(2),
          Code.endTry,
          Code.ret))
      builder.export(1, thrower)
      builder.export(
        2,
        builder.function(
          Code.startTry(handler), Code.integer(1), Code.integer(2), Code.endTry, Code.arg(1), Code.throwTop))
    }
    #expect(same(try vm.call(export: 0, ["x"]), "caught x"))
    for id: UInt16 in [1, 2] { #expect(same(try thrown { try vm.call(export: id, [5]) }, 5)) }
  }

  /// The exception that a call ends with.
  private func thrown(_ call: () throws -> GuestValue) throws -> GuestValue {
    let result = Result { try call() }
    guard case .failure(let error) = result, case .exception(let value)? = error as? VMError else {
      throw TestFailure()
    }
    return value
  }

  @Test("engine errors are not caught")
  func errorsPassHandlers() throws {
    let vm = try Run.vm { builder in
      let handler = builder.function(Code.integer(1), Code.ret)
      builder.export(
        0, builder.function(Code.startTry(handler), Code.undefined, Code.yes, Code.get, Code.ret))
    }
    #expect(error { _ = try vm.call(export: 0) } == 12)
  }

  @Test("new: prototype, constructor result, errors 50 and 57")
  func instances() throws {
    func vm(prototype: [UInt8]) throws -> VM {
      try Run.vm { builder in
        let (name, property) = (builder.string("prototype"), builder.string("p"))
        builder.builtins[2] = name
        let constructor = builder.function(Code.arg(0), Code.ret)
        let statics: [UInt8] =
          Code.objectNew + Code.variable(0) + Code.literal(name) + prototype + Code.variable(0)
          + Code.literal(property) + Code.integer(8) + Code.set + Code.set
        builder.export(
          0,
          builder.function(
            Code.literal(constructor), statics, Code.classCreate, Code.undefined, [0x63, 1],
            Code.literal(property),
            Code.get, Code.ret))
      }
    }
    #expect(same(try vm(prototype: Code.objectNew).call(export: 0), 8))
    #expect(error { _ = try Run.code(Code.objectNew, Code.undefined, [0x63, 1], Code.ret) } == 50)
    for prototype in [Code.integer(1), Code.undefined, Code.arrayNew] {
      let vm = try Run.vm { builder in
        let name = builder.string("prototype")
        builder.builtins[2] = name
        builder.export(
          0,
          builder.function(
            Code.literal(0x25), Code.objectNew, Code.variable(0), Code.literal(name), prototype, Code.set,
            Code.classCreate, Code.undefined, [0x63, 1], Code.ret))
      }
      #expect(error { _ = try vm.call(export: 0) } == 57)
    }
  }

  @Test("short calls, direct calls and host calls")
  func staticCalls() throws {
    var seen: [Int] = []
    let vm = try Run.vm(
      imports: [
        3: .function { call in
          seen.append(call.arguments.count)
          return call.arguments.first ?? .null
        }
      ]
    ) { builder in
      builder.imports = [3]
      let double = builder.function(Code.arg(1), Code.arg(1), Code.add, Code.ret)
      let offset = double & 0xFFFC
      builder.export(
        0,
        builder.function(
          Code.undefined, Code.arg(1), [0x92, UInt8(offset & 0xFF), UInt8(offset >> 8)], Code.ret))
      builder.export(1, builder.function(Code.undefined, Code.arg(1), [0x77, 2, 0], Code.ret))
      builder.export(
        2, builder.function(Code.undefined, Code.arg(1), [0x77, 0x82, 0], Code.integer(1), Code.ret))
    }
    #expect(same(try vm.call(export: 0, [21]), 42))
    #expect(same(try vm.call(export: 1, [5]), 5))
    #expect(same(try vm.call(export: 2, [5]), 1))
    #expect(seen == [1, 1])
  }

  @Test("host functions: results, exceptions, errors, calls back, garbage collection")
  func hostFunctions() throws {
    var callback: GuestReference?
    let imports: [UInt16: Import] = [
      1: .function { _ in throw GuestException("from host") },
      2: .function { _ in throw VMError.fault(ErrorCode(number: 999)) },
      3: .function { call in
        guard case .reference(let function)? = call.arguments.first else { return .undefined }
        callback = function
        try call.collectGarbage()
        let result = try call.call(function, ["a", .bytes([1, 2])])
        try call.collectGarbage()
        return result
      },
      4: .function { _ in throw TestFailure() },
    ]
    let vm = try Run.vm(imports: imports) { builder in
      builder.imports = [1, 2, 3, 4]
      for index in 0..<4 {
        let function = builder.hostFunction(UInt16(index))
        let handler = builder.function(Code.ret)
        builder.export(
          UInt16(index),
          builder.function(
            Code.startTry(handler), Code.literal(function), Code.undefined, Code.arg(1), Code.call(2),
            Code.endTry,
            Code.literal(builder.string("no")), Code.ret))
      }
      builder.export(9, builder.function(Code.arg(1), Code.ret))
      builder.export(
        10,
        builder.function(
          Code.literal(builder.hostFunction(2)), Code.undefined, Code.arg(1), Code.call(2), Code.ret))
    }
    #expect(same(try vm.call(export: 0), "from host"))
    #expect(error { try vm.call(export: 1) } == 999)
    #expect(error { try vm.call(export: 3) } == 14)
    let echo = try vm.export(9)
    #expect(same(try vm.call(export: 10, [echo]), "a"))
    #expect(callback?.kind == .function)
    // The machine has the host function, which has this.
    callback = nil
  }

  @Test("a host function that calls itself through the machine ends with error 8")
  func hostRecursion() throws {
    var depth = 0
    let again: Import = .function { call in
      depth += 1
      guard case .reference(let function)? = call.arguments.first else { return .undefined }
      return try call.call(function, [.reference(function)])
    }
    let snapshot = SnapshotBuilder.build { builder in
      builder.imports = [1]
      builder.export(0, builder.hostFunction(0))
    }
    // The guest's stack would allow 2048 levels, or 128: function, `this`, argument and result take four words.
    for (size, levels) in [(16384, 257), (1024, 128)] {
      var options = Configuration()
      options.stackSize = size
      let vm = try VM(snapshot: snapshot, imports: [1: again], options: options)
      let function = try vm.export(0)
      for _ in 0..<2 {
        depth = 0
        #expect(error { try vm.call(export: 0, [function]) } == 8)
        #expect(depth == levels || depth == levels - 1)
      }
    }
  }

  @Test("a nested call that fails leaves the caller's scope as it was (quirk 6)")
  func nestedFailure() throws {
    let swallow: Import = .function { call in
      guard case .reference(let function)? = call.arguments.first else { return .undefined }
      _ = try? call.call(function)
      return .undefined
    }
    let vm = try Run.vm(imports: [1: swallow]) { builder in
      builder.imports = [1]
      let failing = builder.function(Code.scopeNew(3), Code.undefined, Code.yes, Code.get, Code.ret)
      builder.export(
        0,
        builder.function(
          Code.scopeNew(2), Code.integer(7), Code.storeScoped(1), Code.literal(builder.hostFunction(0)),
          Code.undefined, Code.literal(failing), Code.call(2), Code.pop, Code.scoped(1), Code.ret))
    }
    #expect(same(try vm.call(export: 0), 7))
  }

  @Test("gas: the limit ends code, host functions still work, more gas goes on")
  func gas() throws {
    let vm = try Run.vm { builder in
      builder.export(0, builder.function(Code.jump(-2)))
      builder.export(1, builder.function(Code.yes, Code.ret))
      builder.export(2, 0x25)
    }
    vm.instructionsLeft = 1000
    #expect(error { try vm.call(export: 0) } == 51)
    #expect(vm.instructionsLeft == 0)
    #expect(error { try vm.call(export: 1) } == 51)
    #expect(same(try vm.call(export: 2), .undefined))
    vm.instructionsLeft = 2
    #expect(same(try vm.call(export: 1), true))
    #expect(vm.instructionsLeft == 0)
    vm.instructionsLeft = nil
    #expect(same(try vm.call(export: 1), true))
  }

  @Test("a tracer sees each instruction, and gas is counted as before")
  func tracer() throws {
    let vm = try Run.vm { $0.export(0, $0.function(Code.yes, Code.pop, Code.yes, Code.ret)) }
    var offsets: [UInt16] = []
    vm.onInstruction = { offsets.append($0) }
    vm.instructionsLeft = 10
    try vm.call(export: 0)
    #expect(offsets.count == 4 && offsets == offsets.sorted())
    #expect(vm.instructionsLeft == 6)
    vm.onInstruction = nil
    try vm.call(export: 0)
    #expect(offsets.count == 4 && vm.instructionsLeft == 2)
  }
}

struct TestFailure: Error {}
