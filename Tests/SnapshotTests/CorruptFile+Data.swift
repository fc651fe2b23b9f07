import IL
import Snapshot
import TestSupport

extension CorruptFile {
  /// Pointers to nothing, or of the wrong kind, in the worked example.
  static let references: [CorruptFile] = [
    .init(
      .pointerTarget, WorkedExample.patched([0x20: 0xFF01]),
      "0x0020: pointer 0xff01; expected a target in ROM, globals or heap"),
    .init(
      .pointerTarget, WorkedExample.patched([0x5A: 0x04]),
      "0x005a: heap pointer 0x0004, to 0x0062; expected the start of an allocation"),
    .init(
      .pointerTarget, WorkedExample.patched([0x5A: 0x00]),
      "0x005a: heap pointer 0x0000, to 0x005e; expected the start of an allocation"),
    .init(
      .pointerTarget, WorkedExample.patched([0x42: 0x5804]),
      "0x0020: a reference to a function at 0x0034, where the header is 0x4002; expected the header of a function"
    ),
    .init(
      .pointerKind, WorkedExample.patched([0x20: 0x02]),
      "0x0020: a heap pointer 0x0002 in ROM; expected a handle"),
    .init(
      .handleTarget, WorkedExample.patched([0x20: 0x59]),
      "0x0058: a handle holds 0x0041; expected a pointer to a heap allocation"),
    .init(
      .handleSlot, WorkedExample.patched([0x20: 0x5D]),
      "0x0020: a handle to 0x005c, the list of keys made at run time; expected that only built-in 0 refers to it"
    ),
    .init(
      .continuationHeader, WorkedExample.patched([0x42: 0x5FFF]),
      "0x0042: a continuation of a function at -0x1fb8; expected a function before it in ROM"),
    .init(
      .importIndex, WorkedExample.patched([0x40: 1]),
      "0x0040: import 1; expected an index below 1"),
  ]

  /// Cells that are not what their header says.
  static let allocations: [CorruptFile] = [
    .init(
      .allocationType, WorkedExample.patched([0x5E: 0xA008]),
      "0x005e: an allocation of type 10; expected a type that the heap can hold"),
    .init(
      .allocationType, WorkedExample.patched([0x36: 0x8004]),
      "0x0036: an allocation of type 8; expected a type that ROM can hold"),
    .init(
      .allocationSize, WorkedExample.patched([0x5E: 0xC006]),
      "0x005e: an object of 6 bytes; expected 4 bytes and 4 for each property"),
    .init(
      .allocationSize, WorkedExample.patched([0x5E: 0xC00C]),
      "0x005e: an object of 12 bytes reaches 0x006c; expected an end within its section, which ends at 0x0068"
    ),
    .init(
      .overlap, WorkedExample.patched([0x32: 0x4008]),
      "0x0036: what starts at 0x0038 overlaps what starts at 0x0034"),
    .init(
      .stringTerminator, WorkedExample.patched(bytes: [0x35: 0x41]),
      "0x0035: a string ends in 0x0041; expected a zero"),
    .init(
      .number, WorkedExample.patched([0x38: 5, 0x3A: 0]),
      "0x0038: the number 5 in the cell of an int32; expected the one form in which the engine makes it"),
    .init(
      .number, Self.float64(-0.0),
      "0x0030: the number -0 in the cell of a float64; expected the one form in which the engine makes it"),
    .init(
      .number, Self.float64(70000),
      "0x0030: the number 70000 in the cell of a float64; expected the one form in which the engine makes it"),
    .init(
      .handleTarget, Self.handleToString,
      "0x0070: a handle to a string at 0x0074; expected an object, array, closure, class or byte array"),
  ]

  /// A snapshot that exports the float64 `value`.
  private static func float64(_ value: Double) -> [UInt8] {
    var image = ImageBuilder(exportCount: 1)
    let bits = value.bitPattern
    let number = image.addROM(type: 2, (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) })
    image.exports = [(1, number)]
    return image.bytes
  }

  /// A snapshot that exports a handle to a string.
  private static var handleToString: [UInt8] {
    var image = ImageBuilder(exportCount: 1, romSize: 66)
    image.exports = [(1, image.handle(0))]
    image.globals = [image.addHeap(type: 3, Array("hello\0".utf8))]
    return image.bytes
  }

  private static let array = Original(
    """
    global @list = $list
    global @other = $other
    ram $list = array [1, 2]
    ram $other = object { "next": null }
    function &f0 {
      load_global @list
      return
    }
    export 1 = &f0
    """)

  private static func list(_ word: Int, plus distance: Int) -> [UInt8] {
    array.with(word, in: .allocation(AllocationID(0)), .body, plus: distance)
  }

  /// Arrays and objects that share their cells or have wrong ones; the array is at 2, its data at 8, in the heap.
  static let parts: [CorruptFile] = [
    .init(
      .sharedPart, array.with(8, in: .global(GlobalID(1)), .slot),
      "0x0042: a reference to the part at 0x004c; expected parts of arrays and objects to be used by these only"
    ),
    .init(
      .sharedPart, twoArraysOneBlock,
      "0x007c: a second reference to the part at 0x0070; expected each array and object to have data of its own"
    ),
    .init(
      .arrayLength, list(3 << 2 | 3, plus: 2),
      "0x0048: array length 0x000f; expected an integer from 0 to 2"),
    .init(
      .arrayLength, list(-1 << 2 | 3, plus: 2),
      "0x0048: array length 0xffff; expected an integer from 0 to 2"),
    .init(
      .arrayData, list(1 << 2 | 3, plus: 2),
      "0x004e: a value behind the end of an array; expected deleted"),
    .init(
      .arrayData, list(0x09, plus: 0),
      "0x0046: array data 0x0009; expected null or a fixed-length array in ram"),
    .init(
      .objectChain, WorkedExample.patched([0x60: 0x09]),
      "0x0060: next cell 0x0009 of an object; expected null or an object cell in ram"),
    .init(
      .objectChain, WorkedExample.patched([0x60: 0x02]),
      "0x0060: the cells of an object form a ring; expected a chain that ends in null"),
    .init(
      .internedKeys, WorkedExample.patched([0x22: 0x05]),
      "0x0022: built-in 0 is 0x0005; expected undefined or a handle"),
    .init(
      .internedKeys, WorkedExample.patched([0x5C: 0x02]),
      "0x005c: the list of keys made at run time continues with 0x0002; expected undefined or a cell with an interned string in the heap"
    ),
  ]

  private static var twoArraysOneBlock: [UInt8] {
    var image = ImageBuilder()
    let data = image.addHeap(type: 14, words: [7, 7])
    image.globals = [
      image.addHeap(type: 13, words: [data, 2 << 2 | 3]), image.addHeap(type: 13, words: [data, 2 << 2 | 3]),
    ]
    return image.bytes
  }

  private static let twoStrings = Original(
    """
    export 1 = "a"
    export 2 = "b"
    """)

  /// String tables.
  static let tables: [CorruptFile] = [
    .init(
      .stringTableEntry, WorkedExample.patched([0x30: 0x39]),
      "0x0030: a string-table entry 0x0039; expected a pointer to an interned string in ROM"),
    .init(
      .stringTableEntry, WorkedExample.patched([0x32: 0x3002]),
      "0x0030: a string-table entry for \"n\", which is not interned; expected an interned string"),
    .init(
      .stringTableOrder,
      twoStrings.exchanging((.string(StringID(0)), .entry), (.string(StringID(1)), .entry)),
      "0x0034: \"a\" follows \"b\" in the string table; expected ascending order"),
    .init(
      .program, Self.objectWithKeys([0x09, 0x01]),
      "0x006e: $a0: true is not a property key"),
    .init(
      .program, Self.objectWithKeys([3, 3, 3, 3]),
      "0x006e: $a0: has the key 0 twice"),
    .init(
      .program, Self.objectWithKeys([3, 3, 0xFFFF, 3]),
      "0x006e: $a0: -1 is not a property key"),
  ]

  /// A snapshot with an object in the heap that has these keys and values.
  private static func objectWithKeys(_ pairs: [Int]) -> [UInt8] {
    var image = ImageBuilder()
    image.globals = [image.addHeap(type: 12, words: [0x05, 0x05] + pairs)]
    return image.bytes
  }
}
