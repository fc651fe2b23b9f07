import IL

extension ProgramGenerator {
  /// What every program can use; for imports, the ways to get at them.
  struct Library {
    var log: [Expression] = []
    var query: [Expression] = []
    var invoke: [Expression] = []
    var asynchronous: [Expression] = []
    var throwing: [Expression] = []
    /// The class of promises.
    var promise: Expression?
    /// The object with the functions `ownKeys`, `newUint8Array` and `typeCodeOf`.
    var reflect: Expression?
  }

  /// Makes what the reference's standard library consists of, and the imports.
  func makeLibrary() {
    library.log = makeImport(HostFunctions.log, "log")
    library.query = makeImport(HostFunctions.query, "query")
    library.invoke = makeImport(HostFunctions.invoke, "invoke")
    library.asynchronous = makeImport(HostFunctions.asynchronous, "delay")
    library.throwing = makeImport(HostFunctions.throwing, "fail")
    builder.program.builtins.internsKeys = true
    builder.program.builtins[.prototypeKey] = builder.text("prototype")
    makeArrayPrototype()
    makeAsyncSupport()
    makePromiseClass()
    let ownKeys = builder.function("ownKeys", [.loadArgument(1), .objectKeys, .returnValue])
    let newBytes = builder.function("newUint8Array", [.loadArgument(1), .uint8ArrayNew, .returnValue])
    let typeCode = builder.function(
      "typeCodeOf", [.loadArgument(1), .unary(.typeCodeOf), .returnValue])
    let object = builder.object([("ownKeys", ownKeys), ("newUint8Array", newBytes), ("typeCodeOf", typeCode)])
    library.reflect = .read(builder.global("Reflect", object, .constant))
  }

  private func makeImport(_ hostID: UInt16, _ name: String) -> [Expression] {
    let value = Value.hostFunction(builder.program.imports.append(HostImport(hostID: hostID, name: name)))
    // Optimized programs have the function itself in the code.
    if callsDirectly { return [.literal(value)] }
    return [.read(builder.global(name, value, .callback))]
  }

  private func makeArrayPrototype() {
    let push = builder.function(
      "push",
      [
        .loadArgument(0), .loadArgument(0), .literal(builder.text("length")), .objectGet, .loadArgument(1),
        .objectSet, .literal(.undefined), .returnValue,
      ])
    builder.program.builtins[.arrayPrototype] = builder.inROM(builder.object([("push", push)]))
  }

  private func makeAsyncSupport() {
    builder.program.builtins[.asyncContinue] = builder.function(
      "asyncContinue",
      [
        .loadScoped(1), .literal(.undefined), .loadScoped(2), .loadScoped(3),
        .call(argumentCount: 3, isVoid: false), .returnValue,
      ])
    builder.program.builtins[.asyncCatchBlock] = builder.function(
      "asyncCatchBlock", entryDepth: 2, [.literal(.boolean(false)), .asyncComplete])
    builder.program.builtins[.asyncHostCallback] = builder.function(
      "asyncHostCallback",
      [.literal(.undefined), .loadArgument(2), .loadArgument(1), .asyncComplete])
  }

  private func makePromiseClass() {
    func settle(_ name: String, _ isSuccess: Bool) -> Value {
      builder.function(
        name,
        [.literal(.undefined), .loadArgument(1), .literal(.boolean(isSuccess)), .asyncComplete])
    }
    func closure(_ function: Value) -> [Operation] {
      [
        .scopeNew(slotCount: 2), .literal(function), .storeScoped(0), .loadArgument(0), .storeScoped(1),
        .loadClosure,
      ]
    }
    let code: [Operation] =
      [.loadArgument(1), .literal(.undefined)] + closure(settle("resolve", true))
      + closure(settle("reject", false))
      + [.call(argumentCount: 3, isVoid: true), .loadArgument(0), .returnValue]
    let constructor = builder.function("Promise", code)
    let slots: [Value] = [.integer(-8192), .integer(2), .integer(-1), .undefined]
    let prototype = builder.allocation(
      .ram, .object(prototype: .null, internalSlots: slots, properties: []))
    builder.program.builtins[.promisePrototype] = builder.inROM(prototype)
    let statics = builder.inROM(builder.object([("prototype", prototype)]))
    let promise = builder.allocation(
      .rom, .classValue(constructor: constructor, staticProperties: statics))
    library.promise = .read(builder.global("Promise", promise, .callback))
  }
}
