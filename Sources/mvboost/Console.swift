import Foundation

/// The standard streams of the process.
enum Console {
  /// Writes a line to standard output.
  static func print(_ text: String) { write(text + "\n", to: .standardOutput) }

  /// Writes a line to standard error.
  static func error(_ text: String) { write(text + "\n", to: .standardError) }

  /// A stream that nobody reads any more is not our problem; data is written by `OutputFile`, which reports it.
  private static func write(_ text: String, to stream: FileHandle) {
    try? stream.write(contentsOf: Data(text.utf8))
  }
}
