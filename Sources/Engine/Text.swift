/// The UTF-8 bytes of a value's text.
///
/// They are in the heap, in the snapshot, among the engine's constants or in the buffer that the caller gave, so
/// they are valid until something is allocated.
struct Text {
  let start: UnsafeRawPointer
  let count: Int

  @inline(__always)
  init(start: UnsafeRawPointer, count: Int) {
    self.start = start
    self.count = count
  }

  /// The bytes for a host.
  @inline(__always)
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
}

/// The texts that the engine knows, by their places in one list: an array of strings would take a pointer and code for
/// each on a microcontroller.
enum Word {
  // First what a well-known value says, in the order of `Kind` from `undefined` on.
  static var function: Int { 9 }
  static var object: Int { 10 }
  static var infinity: Int { 11 }
  static var negativeInfinity: Int { 12 }
  // Then what `typeof` says, in the order of `ValueType`.
  static var types: Int { 13 }

  /// Each with the size of it and the zero that ends it.
  private static var list: StaticString {
    """
    \u{A}undefined\0\u{5}null\0\u{5}true\0\u{6}false\0\u{4}NaN\0\u{2}0\0\u{1}\0\u{7}length\0\u{A}__proto__\0\
    \u{B}[Function]\0\u{9}[Object]\0\u{9}Infinity\0\u{A}-Infinity\0\
    \u{A}undefined\0\u{7}object\0\u{8}boolean\0\u{7}number\0\u{7}string\0\u{9}function\0\u{7}object\0\u{7}object\0\
    \u{7}object\0\u{9}function\0\u{7}symbol\0\u{7}bigint\0
    """
  }

  /// The text at an index of the list.
  @inline(never)
  static func text(_ index: Int) -> Text {
    var word = list.utf8Start
    for _ in 0..<index { word += Int(word.pointee) &+ 1 }
    return Text(start: word + 1, count: Int(word.pointee) &- 1)
  }
}
