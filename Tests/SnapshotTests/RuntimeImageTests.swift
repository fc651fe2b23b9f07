import IL
import Snapshot
import TestSupport
import Testing

/// Snapshots that the engine writes while a program runs, and oddities of the 8.0.0 compiler.
@Suite struct RuntimeImageTests {
  /// The text of the program in `image`, which encoding must keep.
  private func text(_ image: ImageBuilder) throws -> String {
    let program = try DecodedSnapshot(image.bytes).program
    let decoded = try DecodedSnapshot(EncodedSnapshot(program).bytes).program
    let isSame = decoded.essential == program.essential
    #expect(isSame, "\(decoded)")
    return program.description
  }

  private func number(_ value: Int) -> Int { (value << 2 | 3) & 0xFFFF }

  /// The chain is as it grew, and the cells may be in any order in the heap.
  @Test func cellsOfAnObjectBecomeOneObject() throws {
    var image = ImageBuilder()
    let last = image.addHeap(type: 12, words: [0x05, 0x05, number(3), 0x0D])
    let middle = image.addHeap(type: 12, words: [last, 0x05, number(2), 0x09])
    image.globals = [image.addHeap(type: 12, words: [middle, 0x05, 0xFFFF, 0x01, number(1), 0x05])]
    #expect(
      try text(image) == "global @g0 = $a0\nram $a0 = object [-1, undefined] { 1: null, 2: true, 3: false }\n"
    )
  }

  @Test func aSecondInternalSlotBehindAPropertyIsRefused() {
    var image = ImageBuilder()
    let last = image.addHeap(type: 12, words: [0x05, 0x05, 0xFFFF, 0x0D])
    image.globals = [image.addHeap(type: 12, words: [last, 0x05, number(1), 0x05])]
    let error = #expect(throws: DecodingError.self) { try DecodedSnapshot(image.bytes) }
    #expect(error?.rule == .program)
  }

  @Test func spareCapacityOfArraysIsDropped() throws {
    var image = ImageBuilder()
    let data = image.addHeap(type: 14, words: [number(1), 0x19, 0x19, 0x19])
    let empty = image.addHeap(type: 14, words: [0x19, 0x19])
    image.globals = [
      image.addHeap(type: 13, words: [data, number(2)]), image.addHeap(type: 13, words: [empty, number(0)]),
      image.addHeap(type: 13, words: [0x05, number(0)]),
    ]
    #expect(
      try text(image) == """
        global @g0 = $a0
        global @g1 = $a1
        global @g2 = $a2
        ram $a0 = array [1, deleted]
        ram $a1 = array []
        ram $a2 = array []

        """)
  }

  /// Keys that strings made at run time became move to ROM, and the list of them is empty again.
  @Test func keysMadeAtRunTimeMoveToTheStringTable() throws {
    var image = ImageBuilder(romSize: 66)
    let key = image.addHeap(type: 4, Array("key\0".utf8))
    let other = image.addHeap(type: 4, Array("other\0".utf8))
    let object = image.addHeap(type: 12, words: [0x05, 0x05, key, number(1)])
    let tail = image.addHeap(type: 14, words: [0x01, other])
    let list = image.addHeap(type: 14, words: [tail, key])
    image.globals = [list, object]
    image.builtins[0] = image.handle(0)
    #expect(
      try text(image) == "builtin interned_keys\nglobal @g0 = $a0\nram $a0 = object { \"key\": 1 }\n")
    let map = try DecodedSnapshot(image.bytes).map
    #expect(map.regions.filter { $0.owner == .internedKeys }.count == 6)
  }

  @Test func constantsInTheHeapLoseTheirCells() throws {
    var image = ImageBuilder(imports: [7])
    let float: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF8, 0x3F]
    image.globals = [
      image.addHeap(type: 1, words: [0x1170, 1]), image.addHeap(type: 2, float),
      image.addHeap(type: 3, Array("text\0".utf8)), image.addHeap(type: 3, [0]),
      image.addHeap(type: 6, words: [0]),
      image.addHeap(type: 1, words: [0x1170, 1]),
    ]
    #expect(
      try text(image) == """
        import !h0 = 7
        string "text" plain
        string "" plain
        global @g0 = 70000
        global @g1 = 1.5
        global @g2 = "text"
        global @g3 = ""
        global @g4 = !h0
        global @g5 = 70000

        """)
  }

  /// `length` is a value of its own, wherever a string with that text is.
  @Test func wellKnownStringsLoseTheirCells() throws {
    var image = ImageBuilder()
    image.globals = [image.addHeap(type: 3, Array("length\0".utf8)), 0x1D, 0x21]
    #expect(
      try text(image) == "global @g0 = \"length\"\nglobal @g1 = \"length\"\nglobal @g2 = \"__proto__\"\n")
  }

  /// The compiler writes an empty fixed-length array as a header and a zero, which reads as another header.
  @Test func emptyAllocationsOfTheCompiler() throws {
    var image = ImageBuilder()
    let array = image.addHeap(type: 14, [])
    image.addHeapWord(0)
    let bytes = image.addHeap(type: 7, [])
    let object = image.addHeap(type: 12, words: [0x05, 0x05])
    image.globals = [array, bytes, object]
    #expect(
      try text(image) == """
        global @g0 = $a0
        global @g1 = $a1
        global @g2 = $a2
        ram $a0 = fixed_array []
        rom $a1 = bytes ""
        ram $a2 = object {}

        """)
  }

  /// An empty allocation may end the heap, which its body is then behind.
  @Test func anEmptyAllocationAtTheEndOfTheHeap() throws {
    var image = ImageBuilder()
    image.globals = [image.addHeap(type: 7, [])]
    #expect(try text(image) == "global @g0 = $a0\nrom $a0 = bytes \"\"\n")
  }

  /// The engine fills odd tails with 0x7E, which is not a pointer.
  @Test func oddTailsMeanNothing() throws {
    var image = ImageBuilder()
    image.globals = [image.addHeap(type: 14, [0x7E]), image.addHeap(type: 7, [1, 2, 3])]
    #expect(
      try text(image)
        == "global @g0 = $a0\nglobal @g1 = $a1\nram $a0 = fixed_array []\nram $a1 = bytes \"010203\"\n")
  }

  /// Garbage is kept: which objects are needed is for a pass to find out.
  @Test func garbageIsKept() throws {
    var image = ImageBuilder()
    _ = image.addHeap(type: 14, words: [number(1)])
    #expect(try text(image) == "ram $a0 = fixed_array [1]\n")
  }

  /// A slot that nothing names and that holds `deleted` is padding.
  @Test func paddingIsDropped() throws {
    var image = ImageBuilder(exportCount: 1, romSize: 64)
    image.globals = [0x19, image.addHeap(type: 13, words: [0x05, number(0)]), number(5)]
    image.exports = [(1, image.handle(1))]
    #expect(try text(image) == "export 1 = handle $a0\nglobal @g0 = 5\nram $a0 = array []\n")
  }

  /// Handles of one object become one, a handle in RAM stays one.
  @Test func handlesOfOneObjectAreMerged() throws {
    var image = ImageBuilder(exportCount: 2, romSize: 66)
    let object = image.addHeap(type: 12, words: [0x05, 0x05])
    image.globals = [object, object, object, 0]
    image.exports = [(1, image.handle(0)), (2, image.handle(2))]
    image.globals[3] = image.handle(0)
    #expect(
      try text(image) == """
        export 1 = handle $a0
        export 2 = handle $a0
        global @g0 = $a0
        global @g1 = handle $a0
        ram $a0 = object {}

        """)
  }
}
