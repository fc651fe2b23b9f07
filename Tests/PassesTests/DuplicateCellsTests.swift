import Testing

/// `duplicate-cells` merges equal classes and byte arrays in ROM.
struct DuplicateCellsTests {
  @Test func mergesCellsOfOneClass() throws {
    try expect(
      "duplicate-cells",
      turns: """
        export 1 = $first
        export 2 = $second
        rom $first = class &make, handle $statics
        rom $second = class &make, handle $statics
        ram $statics = object {}
        function &make {
        b0:
          %0 = load_arg 0
          return %0
        }
        """,
      into: """
        export 1 = $first
        export 2 = $first
        rom $first = class &make, handle $statics
        ram $statics = object {}
        function &make {
        b0:
          %0 = load_arg 0
          return %0
        }
        """)
  }

  @Test func mergesByteArraysInROM() throws {
    try expect(
      "duplicate-cells",
      turns: """
        export 1 = $first
        export 2 = $second
        rom $first = bytes "0102"
        rom $second = bytes "0102"
        """,
      into: """
        export 1 = $first
        export 2 = $first
        rom $first = bytes "0102"
        """)
  }

  @Test func keepsDifferentClasses() throws {
    try expect(
      "duplicate-cells",
      leaves: """
        export 1 = $first
        export 2 = $second
        rom $first = class &make, null
        rom $second = class &other, null
        function &make {
        b0:
          %0 = load_arg 0
          return %0
        }
        function &other {
        b0:
          %0 = load_arg 0
          return %0
        }
        """)
  }

  /// The program may write into one of them.
  @Test func keepsByteArraysInRAM() throws {
    try expect(
      "duplicate-cells",
      leaves: """
        export 1 = handle $first
        export 2 = handle $second
        ram $first = bytes "0102"
        ram $second = bytes "0102"
        """)
  }

  /// Objects and arrays are compared by reference.
  @Test func keepsEqualObjects() throws {
    try expect(
      "duplicate-cells",
      leaves: """
        export 1 = $first
        export 2 = $second
        rom $first = array [1]
        rom $second = array [1]
        """)
  }
}
