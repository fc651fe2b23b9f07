import Analysis
import IL

extension Pass {
  /// Makes arrays in ROM whose items are bytes byte arrays, in which an item takes one byte instead of two.
  ///
  /// Safe because `ByteTables` finds arrays of which only items and the length are read: under every integer and
  /// under `length` both kinds of array give the same, keys that are neither integers nor strings fail before the
  /// engine looks at the array (engine specification, sections 5.1 and 5.2), and there is no access with another
  /// string. Both can be read from ROM, and are truthy. Nothing compares the array or asks what it is, and the
  /// host, which could do both, never gets it.
  ///
  /// Runs after what asks which item is read: that is not told for bytes.
  ///
  /// Before:
  /// ```
  /// rom $table = array [1, 2, 255]
  /// function &main {
  /// b0:
  ///   %0 = load_arg 1
  ///   %1 = bit_and %0, 3
  ///   %2 = object_get $table, %1
  ///   return %2
  /// }
  /// ```
  /// After:
  /// ```
  /// rom $table = bytes "0102ff"
  /// ```
  static let byteArrays = Pass("byte-arrays", "stores arrays of bytes that are only read as bytes") {
    context in
    let flow = context.valueFlow
    guard flow.obstacle == nil else { return }
    let names = context.names
    for (id, bytes) in ByteTables(flow).bytes.sorted(by: { $0.key < $1.key }) {
      guard context.accept("\(names[id]): its items are bytes, and nothing can tell what kind of array it is")
      else { continue }
      context.update { $0.allocations[id].content = .uint8Array(bytes) }
    }
  }
}
