import IL

/// Programs that the tests of drawings share.
enum Samples {
  /// A program with something to remove of every kind.
  static let text = """
    import !log = 1
    import !led = 2
    export 1 = &main
    export 7 = 42
    global @counter = 0
    global @lastReading = 17
    global @settings = $config
    global @callback = $scope
    ram $config = object { "speed": 9600, "parity": "none", "description": "a text that nobody reads & nobody needs" }
    ram $scope = closure [&tick, 5, undefined]
    ram $orphan = object { "names": $names }
    ram $names = array [1, deleted, "three", $config]
    ram $table = array [10, 20, 30, 40, 50, 60]

    function &main {
      load_global @settings
      literal "speed"
      object_get
      store_global @lastReading
      load_arg 1
      branch L1
      literal "hello"
      call_host !log 1 void
      jump L2
    L1:
      load_global @callback
      literal undefined
      call 1 void
    L2:
      load_global @counter
      literal 1
      add
      store_global @counter
      literal handle $table
      return
    }

    function &tick {
      load_arg 2
      return
    }

    function &dead {
      literal "never said"
      load_arg 1
      call_host !led 2 void
      literal handle $orphan
      return
    }
    """

  /// The program, and what passes could make of it.
  static func programs() throws -> (original: Program, optimized: Program) {
    let original = try Program(parsing: text)
    try Verifier.verify(original)
    var optimized = original
    let names = Names(original)
    for id in Array(original.functions.ids) where names[id] == "&dead" { optimized.functions.remove(id) }
    for id in Array(original.globals.ids) where ["@lastReading", "@callback"].contains(names[id]) {
      optimized.globals.remove(id)
    }
    for id in Array(original.allocations.ids) where ["$orphan", "$names"].contains(names[id]) {
      optimized.allocations.remove(id)
    }
    for id in Array(original.imports.ids) where names[id] == "!led" { optimized.imports.remove(id) }
    for (id, string) in original.strings.entries
    where ["description", "never said", "names", "three"].contains(string.text) || string.bytes.count > 20 {
      optimized.strings.remove(id)
    }
    let config = try original.allocation("$config")
    if case .object(let prototype, let slots, let properties) = original.allocations[config].content {
      optimized.allocations[config].content = .object(
        prototype: prototype, internalSlots: slots, properties: Array(properties.prefix(2)))
    }
    let scope = try original.allocation("$scope")
    optimized.rewriteOperations { operation in
      switch operation {
      case .storeGlobal(let id) where names[id] == "@lastReading": .pop(1)
      case .loadGlobal(let id) where names[id] == "@callback": .literal(.handle(scope))
      default: operation
      }
    }
    return (original, optimized)
  }
}

/// There is no entity of that name.
struct NoSuchName: Error {
  var name: String
}

extension Program {
  /// The allocation that IL text calls `name`.
  func allocation(_ name: String) throws -> AllocationID {
    let names = Names(self)
    guard let id = allocations.ids.first(where: { names[$0] == name }) else { throw NoSuchName(name: name) }
    return id
  }

  /// The global that IL text calls `name`.
  func global(_ name: String) throws -> GlobalID {
    let names = Names(self)
    guard let id = globals.ids.first(where: { names[$0] == name }) else { throw NoSuchName(name: name) }
    return id
  }

  /// The function that IL text calls `name`.
  func function(_ name: String) throws -> FunctionID {
    let names = Names(self)
    guard let id = functions.ids.first(where: { names[$0] == name }) else { throw NoSuchName(name: name) }
    return id
  }
}
