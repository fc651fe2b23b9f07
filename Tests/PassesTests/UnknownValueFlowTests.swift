import Testing

/// Passes that need the value flow leave programs alone where it is not known.
struct UnknownValueFlowTests {
  /// What a promise of the snapshot leads to is not known.
  @Test(arguments: [
    "byte-arrays", "dead-code", "inlining", "instantiation", "integer-keys", "parameter-culling",
    "propagate-values", "rom-promotion", "scalar-replacement",
  ])
  func leavesProgramsWithPromisesThatReferToSomething(_ pass: String) throws {
    try expect(
      pass,
      leaves: """
        export 1 = &main
        global @o = $o
        global @promise = $promise
        ram $o = object { "a": 1 }
        ram $promise = object [-1, $o] {}
        function &main {
        b0:
          %0 = load_global @o
          %1 = object_get %0, "a"
          %2 = load_global @promise
          return %1
        }
        """)
  }
}
