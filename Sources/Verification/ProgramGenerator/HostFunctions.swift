/// The host functions of generated programs, by import id.
enum HostFunctions {
  /// Shows its arguments in the trace; returns nothing.
  static let log: UInt16 = 1
  /// Returns a value.
  static let query: UInt16 = 2
  /// Calls its first argument and returns the result.
  static let invoke: UInt16 = 3
  /// Starts an async operation.
  static let asynchronous: UInt16 = 4
  /// Throws a value.
  static let throwing: UInt16 = 5
}
