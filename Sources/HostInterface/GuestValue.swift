/// A value of the guest program, as the host sees it.
///
/// Primitive values are copies. Functions, classes, objects and arrays are opaque to a host: it can hold them, pass
/// them back, compare them, and call them.
public enum GuestValue: Sendable {
  case undefined
  case null
  case boolean(Bool)
  case number(Double)
  /// Text; bytes that are not valid UTF-8 have been replaced.
  case string(String)
  /// A copy of the bytes of a `Uint8Array`.
  case bytes([UInt8])
  /// A function, class, object or array.
  case reference(GuestReference)
}

extension GuestValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A boolean.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

/// A function, class, object or array of the guest program, kept alive while this exists.
///
/// Like the machine, it must be used by one thread at a time; it is `Sendable` only so that errors can carry it.
public final class GuestReference: @unchecked Sendable {
  /// What a reference refers to.
  public enum Kind: String, Sendable {
    case function
    case `class`
    case object
    case array
  }

  /// What this refers to.
  public let kind: Kind
  /// How the machine finds it.
  package let target: any ReferenceTarget

  package init(_ kind: Kind, _ target: any ReferenceTarget) {
    self.kind = kind
    self.target = target
  }

  /// Whether both refer to the same function, class, object or array.
  ///
  /// In the reference mode, a host's view: two words for one object differ (specification, quirk 5).
  public func isSame(as other: GuestReference) -> Bool {
    kind == other.kind && target.isSame(as: other.target)
  }
}

/// How a machine finds what a reference refers to; keeps it alive.
package protocol ReferenceTarget: AnyObject {
  /// Whether both are in the same machine and the same to a host.
  func isSame(as other: any ReferenceTarget) -> Bool
}
