import Foundation

/// A run of `mvboost`, or of another of our commands, that has ended.
struct Command {
  let exitCode: Int32
  let output: [UInt8]
  let errors: String

  /// Standard output as text.
  var text: String { String(decoding: output, as: UTF8.self) }

  /// Runs `tool` with `arguments` in `folder`; standard output goes to `device` if one is named.
  static func run(
    _ arguments: [String], tool: String = "mvboost", input: [UInt8] = [], output device: String? = nil,
    in folder: URL = FileManager.default.temporaryDirectory
  ) throws -> Command {
    let process = Process()
    process.executableURL = products.appending(path: tool)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let (standardInput, standardOutput, standardError) = (Pipe(), Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = device.flatMap { FileHandle(forWritingAtPath: $0) } ?? standardOutput
    process.standardError = standardError
    try process.run()
    // Inputs are smaller than what a pipe holds, so this does not wait for the process.
    try? standardInput.fileHandleForWriting.write(contentsOf: Data(input))
    try standardInput.fileHandleForWriting.close()
    let output = device == nil ? standardOutput.fileHandleForReading.readDataToEndOfFile() : Data()
    let errors = standardError.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Command(
      exitCode: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: Array(output), errors: String(decoding: errors, as: UTF8.self))
  }

  /// The folder into which the package was built: that of the tests.
  private static let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
}

/// A folder for the files of one test, which is removed with the object.
final class TemporaryFolder {
  let url: URL

  /// Makes an empty folder.
  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "mvboost-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The names of the files in it.
  var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  /// Writes a file, and returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = url.appending(path: name)
    try Data(bytes).write(to: file)
    return file.path
  }

  /// The path of a file in it, which need not exist.
  func path(_ name: String) -> String { url.appending(path: name).path }

  /// The bytes of a file in it.
  func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: url.appending(path: name))) }
}
