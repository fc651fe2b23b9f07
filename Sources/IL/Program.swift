/// A whole program: everything that a snapshot holds, with every reference symbolic.
///
/// `Verifier` states and checks the invariants.
public struct Program: Hashable, Sendable {
  /// The host functions that the program asks for.
  public var imports = EntityTable<HostImport>()
  /// In the order of the export table, in which the first entry with an id wins.
  public var exports: [Export] = []
  /// What the engine itself needs.
  public var builtins = Builtins()
  /// The string constants.
  public var strings = EntityTable<StringConstant>()
  /// The global variables.
  public var globals = EntityTable<Global>()
  /// The data that exists when the program starts.
  public var allocations = EntityTable<Allocation>()
  /// The functions.
  public var functions = EntityTable<Function>()
  /// The header's feature flags: bit 0 floats, bit 1 overflow checks.
  public var featureFlags: UInt32 = 3

  /// Makes an empty program.
  public init() {}
}

/// A host function that the program asks for when it is loaded.
public struct HostImport: Hashable, Sendable {
  /// The number by which the host knows the function.
  public var hostID: UInt16
  /// A name for reports.
  public var name: String?
  /// Makes an import.
  public init(hostID: UInt16, name: String? = nil) {
    self.hostID = hostID
    self.name = name
  }
}

/// A value that the host can ask for by number.
public struct Export: Hashable, Sendable {
  /// The number by which the host asks.
  public var id: UInt16
  /// What the host gets.
  public var value: Value
  /// Makes an export.
  public init(id: UInt16, value: Value) {
    self.id = id
    self.value = value
  }
}

/// A global variable, which is one slot of RAM.
public struct Global: Hashable, Sendable {
  /// The value when the program starts.
  public var value: Value
  /// A name for reports.
  public var name: String?
  /// Makes a global variable.
  public init(_ value: Value, name: String? = nil) {
    self.value = value
    self.name = name
  }
}

/// What the engine itself needs from the program (snapshot format, section 5).
public struct Builtins: Hashable, Sendable {
  /// The built-ins that are plain values.
  public enum Name: String, Hashable, Sendable, CaseIterable {
    case arrayPrototype = "array_prototype"
    /// The string "prototype", under which a class keeps the prototype of its instances.
    case prototypeKey = "prototype_key"
    case asyncContinue = "async_continue"
    case asyncCatchBlock = "async_catch_block"
    case asyncHostCallback = "async_host_callback"
    case promisePrototype = "promise_prototype"

    /// The position in the table of built-ins.
    public var index: Int { 1 + Self.allCases.firstIndex(of: self)! }
  }

  /// True iff the image has a place for the list of keys that are made at run time (built-in 0).
  public var internsKeys = false
  private var values: [Value]

  /// Makes a table in which every built-in is absent.
  public init() { values = Array(repeating: .undefined, count: Name.allCases.count) }

  /// The number of entries in the table, the list of keys included.
  public static let count = 1 + Name.allCases.count

  /// The built-in `name`; `undefined` if the program has none.
  public subscript(name: Name) -> Value {
    get { values[name.index - 1] }
    set { values[name.index - 1] = newValue }
  }
}
