import ArgumentParser
import Foundation

/// The standard streams of the process.
enum Console {
  /// Writes a line to standard output.
  static func print(_ text: String) { write(text + "\n", to: .standardOutput) }

  /// Writes a line to standard error.
  static func error(_ text: String) { write(text + "\n", to: .standardError) }

  /// Runs `body`; an error of it becomes a line on standard error and exit code 1.
  static func reportingErrors(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let exit as ExitCode {
      throw exit
    } catch {
      self.error("mvboost: \(error)")
      throw ExitCode(1)
    }
  }

  /// A stream that nobody reads any more is not our problem; data is written by `OutputFile`, which reports it.
  private static func write(_ text: String, to stream: FileHandle) {
    try? stream.write(contentsOf: Data(text.utf8))
  }
}
