import Analysis
import IL
import Testing

/// By which keys programs look for methods of arrays.
struct PropertyLookupsTests {
  /// The keys by which a program with `code` in its main function looks into the array prototype, in order, and then
  /// `?` if there may be others.
  private func lookups(_ code: String) throws -> String {
    let program = try Program(
      parsing: """
        import !log = 7
        export 1 = &main
        builtin interned_keys
        builtin prototype_key = "prototype"
        builtin array_prototype = handle $methods
        global @array = $array
        global @object = $object
        global @heir = $heir
        ram $methods = object { "map": &map, "find": &find }
        ram $array = array [1, "map"]
        ram $object = object { "map": 1, "key": "find" }
        ram $heir = object prototype $methods {}
        function &main {
        b0:
          %0 = load_arg 1
          %1 = load_global @array
          %2 = load_global @object
          %3 = load_global @heir
        \(code)
          return undefined
        }
        function &map {
        b0:
          return undefined
        }
        function &find {
        b0:
          %0 = load_arg 0
          %1 = object_get %0, "map"
          return undefined
        }
        """)
    try Verifier.verify(program)
    let lookups = PropertyLookups(in: program.builtins[.arrayPrototype].referent!, ValueFlow(program))
    let keys = lookups.keys.map { program.strings[$0].text }.sorted()
    return (keys + (lookups.includeUnknownKeys ? ["?"] : [])).joined(separator: " ")
  }

  @Test(arguments: [
    // Names of properties of other objects, and indices.
    ("%4 = object_get %2, \"map\"", ""), ("%4 = object_get %2, %0", ""), ("object_set %1, \"map\", 1", ""),
    ("%4 = subtract %0, 1\n%5 = object_get %1, %4", ""), ("%4 = object_keys %2", ""),
    // What the host has is no array.
    ("%4 = object_get %0, \"map\"", ""), ("%4 = object_get %0, %0", ""),
    // Arrays, and what inherits from the prototype.
    ("%4 = object_get %1, \"map\"", "map"), ("%4 = array_new 0\n%5 = object_get %4, \"find\"", "find"),
    ("%4 = object_keys %2\n%5 = object_get %4, \"map\"", "map"), ("%4 = object_get %3, \"map\"", "map"),
    ("%4 = object_get %1, \"__proto__\"\n%5 = object_get %4, \"map\"", "__proto__ map"),
    // The key of an object that nothing changes is known.
    ("%4 = object_get %2, \"key\"\n%5 = object_get %1, %4", "find"),
    // What is called reads more.
    ("%4 = object_get %1, \"find\"\n%5 = call %4, %1", "find map"),
    // Arrays that the host has been given come back.
    ("call_host_void !log, undefined, %1\n%4 = object_get %0, \"map\"", "map"),
    ("%4 = object_get %1, %0", "?"), ("%4 = object_get %3, %0", "?"),
    ("%4 = object_get %1, \"__proto__\"\n%5 = object_keys %4", "__proto__ ?"),
  ])
  func knowsWhatArraysAreAskedFor(_ code: String, _ expected: String) throws {
    #expect(try lookups(code) == expected)
  }
}
