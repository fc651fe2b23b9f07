import struct Engine.Fault

/// The names of properties: strings by which properties are found, whatever string object the program has.
struct NameTable {
  private var numbers: [[UInt8]: Int] = [:]
  /// The string of each name.
  private(set) var strings: [Int] = []
  /// True iff names can be added while the program runs.
  private let isOpen: Bool

  /// Makes a table with what arrays and objects have.
  init(isOpen: Bool, _ heap: inout Heap) {
    self.isOpen = isOpen
    for text in ["length", "__proto__"] {
      add(heap.allocate(HeapObject(.string, bytes: Array(text.utf8))), isListed: true, &heap)
    }
  }

  /// Makes the string `object` a name; if there is another with the same text that is listed, it becomes that one.
  ///
  /// - Parameter isListed: True iff other strings with the text are to find it.
  mutating func add(_ object: Int, isListed: Bool, _ heap: inout Heap) {
    let bytes = heap[object].bytes
    if isListed, let number = numbers[bytes] {
      heap[object].key = PropertyKey(name: number)
      return
    }
    if isListed { numbers[bytes] = strings.count }
    heap[object].key = PropertyKey(name: strings.count)
    strings.append(object)
  }

  /// The text of a key.
  func text(of key: PropertyKey, _ heap: Heap) -> String {
    if let index = key.index { return String(index) }
    return String(decoding: heap[strings[key.name!]].bytes, as: UTF8.self)
  }

  /// The key that a string, which the program has made, stands for.
  ///
  /// - Parameter mayBeDigits: True iff digits are a name like any other.
  /// - Throws: ``Fault/typeError`` for digits; ``Fault/writeToROM`` if names cannot be added.
  mutating func key(
    of object: Int, _ heap: inout Heap, mayBeDigits: Bool = false
  ) throws(Fault) -> PropertyKey {
    let bytes = heap[object].bytes
    if !mayBeDigits && !bytes.isEmpty && bytes.allSatisfy({ $0 &- 0x30 < 10 }) { throw .typeError }
    if numbers[bytes] == nil && !isOpen { throw .writeToROM }
    add(object, isListed: true, &heap)
    return heap[object].key!
  }
}
