import IL

/// Why a program does not fit the format.
public struct EncodingError: Error, Hashable, CustomStringConvertible {
  /// The limit that the program exceeds.
  public enum Limit: Hashable, Sendable {
    /// A section, or something in ROM, would be where the engine cannot address it.
    case address
    case fileSize
    /// A catch block or resume point is too far behind the start of its function.
    case continuationOffset
    /// A direct host call has one byte for the number of the import.
    case hostCallIndex
  }

  /// The limit that is exceeded.
  public var limit: Limit
  /// What is too large, and how large it may be, in one line.
  public var description: String
}
