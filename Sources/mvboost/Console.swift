import ArgumentParser
import Foundation

/// The standard streams of the process.
enum Console {
  /// Writes a line to standard output.
  ///
  /// - Throws: `FileError` if that fails: what was asked for must not be missing unnoticed.
  static func print(_ text: String) throws { try OutputFile(path: "-").write(Array("\(text)\n".utf8)) }

  /// Writes a line to standard error, where a failure has nowhere to be reported.
  static func error(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
  }

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
}
