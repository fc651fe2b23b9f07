/// A value of the guest program: one 16-bit word (specification, section 0).
///
/// | Low bits | Kind |
/// |---|---|
/// | `0` | heap pointer: byte offset of an allocation's body from the start of the heap |
/// | `11` | integer from −8192 to 8191 in the upper 14 bits |
/// | `01`, at most 0x25 | well-known value |
/// | `01`, larger | image pointer: `word & 0xFFFC` is an offset in the snapshot; inside the globals section, a handle |
public struct Value: Equatable, Sendable {
  /// The word itself.
  public let bits: UInt16

  /// A value from its word.
  @inline(__always)
  public init(bits: UInt16) { self.bits = bits }

  /// `undefined`.
  @inline(__always)
  public static var undefined: Value { Value(bits: 0x01) }
  /// `null`.
  @inline(__always)
  public static var null: Value { Value(bits: 0x05) }
  /// `true`.
  @inline(__always)
  public static var `true`: Value { Value(bits: 0x09) }
  /// `false`.
  @inline(__always)
  public static var `false`: Value { Value(bits: 0x0D) }
  /// `NaN`, the only representation it has.
  @inline(__always)
  public static var nan: Value { Value(bits: 0x11) }
  /// `-0`, the only representation it has.
  @inline(__always)
  public static var negativeZero: Value { Value(bits: 0x15) }
  /// Marks array holes, variables before their initialisation, and "promise elided" between async calls.
  @inline(__always)
  public static var deleted: Value { Value(bits: 0x19) }
  /// The string `length`.
  @inline(__always)
  public static var lengthName: Value { Value(bits: 0x1D) }
  /// The string `__proto__`.
  @inline(__always)
  public static var protoName: Value { Value(bits: 0x21) }
  /// A function that does nothing and returns `undefined`.
  @inline(__always)
  public static var noOpFunction: Value { Value(bits: 0x25) }

  /// `true` or `false`.
  @inline(__always)
  public init(_ condition: Bool) { self = condition ? .true : .false }

  /// The well-known values end here; a larger word that ends in `01` is an image pointer.
  @inline(__always)
  static var lastWellKnown: UInt16 { 0x25 }

  /// Whether the word is an offset in the heap.
  @inline(__always)
  public var isHeapPointer: Bool { bits & 1 == 0 }

  /// Whether the word holds a 14-bit integer.
  @inline(__always)
  public var isSmallInteger: Bool { bits & 3 == 3 }

  /// Whether the word is an offset in the snapshot (of a ROM allocation, or of a handle).
  @inline(__always)
  public var isImagePointer: Bool { bits & 3 == 1 && bits > Value.lastWellKnown }

  /// The integer of a word with ``isSmallInteger``.
  @inline(__always)
  var smallInteger: Int32 { Int32(Int16(bitPattern: bits) >> 2) }

  /// A 14-bit integer.
  ///
  /// - Precondition: `integer` is in −8192...8191.
  @inline(__always)
  init(smallInteger integer: Int) { bits = UInt16(truncatingIfNeeded: integer &<< 2 &+ 3) }

  /// Offset in the snapshot of a word with ``isImagePointer``.
  @inline(__always)
  var imageOffset: Int { Int(bits & 0xFFFC) }
}
