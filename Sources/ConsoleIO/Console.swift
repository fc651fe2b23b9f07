import ArgumentParser
import Foundation

/// The standard streams of the process.
package enum Console {
  /// Writes a line to standard output.
  ///
  /// - Throws: `FileError` if that fails: what was asked for must not be missing unnoticed.
  package static func print(_ text: String) throws {
    try OutputFile(path: "-").write(Array("\(text)\n".utf8))
  }

  /// Writes a line to standard error, where a failure has nowhere to be reported.
  package static func error(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
  }

  /// Runs `body`; an error of it becomes a line on standard error and exit code 1.
  package static func reportingErrors(of command: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let exit as ExitCode {
      throw exit
    } catch {
      self.error("\(command): \(error)")
      throw ExitCode(1)
    }
  }
}

/// A message that ends the command, as one line.
package struct CommandError: Error, CustomStringConvertible {
  /// The message.
  package let description: String

  /// Makes a message.
  package init(_ description: String) { self.description = description }
}
