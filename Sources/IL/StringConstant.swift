/// A string that the program's data or code mentions.
public struct StringConstant: Hashable, Sendable {
  /// How the engine may find the string, which decides its cell type and its string-table entry.
  public enum Kind: Hashable, Sendable, CaseIterable {
    /// Never a property key: no entry. All-digit strings must be plain (snapshot format, section 2.2).
    case plain
    /// May be a property key, but no string made at run time is ever used as one: no entry.
    case internedUnlisted
    /// May be a property key, and strings made at run time must find it: has a string-table entry.
    case interned
  }

  /// The UTF-8 text, without the terminator.
  ///
  /// Not necessarily valid UTF-8; may contain zeros.
  public var bytes: [UInt8]
  /// How the engine may find it.
  public var kind: Kind

  /// Makes a string constant.
  public init(_ bytes: [UInt8], kind: Kind) {
    self.bytes = bytes
    self.kind = kind
  }

  /// Makes a string constant of the kind that the reference compiler gives it.
  public init(_ bytes: [UInt8]) {
    self.init(bytes, kind: Self.isAllDigits(bytes) ? .plain : .interned)
  }

  /// The text for people; malformed UTF-8 is repaired.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The keys that the engine has as well-known values, which never occupy a cell.
  public static let wellKnown: [[UInt8]] = [Array("length".utf8), Array("__proto__".utf8)]

  /// True iff the string is one of `wellKnown`.
  public var isWellKnown: Bool { Self.wellKnown.contains(bytes) }

  /// True iff `bytes` is a string that the engine can never use as a key, because it looks like an index.
  public static func isAllDigits(_ bytes: [UInt8]) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
