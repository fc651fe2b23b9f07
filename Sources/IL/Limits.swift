/// The limits of the format and of the reference engine (snapshot format, section 1.5).
public enum Limits {
  /// Every address that the engine adds to a pointer must be below this, because it adds signed words.
  public static let address = 0x8000
  /// The largest body of an allocation, in bytes.
  public static let allocationSize = 4095
  /// The most values in one call, `this` included: a 7-bit field.
  public static let arguments = 127
  /// The most slots that one instruction can make a scope of.
  public static let scopeSlots = 255
  /// The most slots of the scope of an async function, whose operand shares a byte with a flag.
  public static let asyncScopeSlots = 127
  /// The first property key and array index that does not fit a slot.
  public static let integerKey = 8192
  /// How far behind the start of its function a catch block or resume point may be, in bytes.
  public static let continuationOffset = 2047 * 4
  /// The most arguments that `load_arg` can name on the reference engine, `this` included.
  public static let readableArguments = 16
}
