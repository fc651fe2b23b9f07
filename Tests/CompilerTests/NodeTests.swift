import Foundation
import Testing

/// What the programs in `Language` and `Library` have to print is what they print in Node.js, if that is installed.
@Suite(.enabled(if: Node.executable != nil, "Node.js is not installed")) struct NodeTests {
  @Test(arguments: LanguageTests.cases + LanguageTests.cases(in: "Library"))
  func printsTheSame(_ test: LanguageTests.Case) throws {
    let lines = try #require(try Node.output.get()[test.path])
    #expect(lines.joined(separator: "\n") == test.expected.joined(separator: "\n"))
  }
}

/// Node.js, which runs all programs in one process.
private enum Node {
  /// Where the search path has it.
  static let executable: URL? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").map { URL(filePath: String($0)).appending(path: "node") }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }

  /// The lines that each program prints, by its path.
  static let output = Result { try run() }

  private static func run() throws -> [String: [String]] {
    let process = Process()
    process.executableURL = executable
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Node.mjs")
    let cases = LanguageTests.cases + LanguageTests.cases(in: "Library")
    process.arguments = [script.path] + cases.map(\.path)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode([String: [String]].self, from: data)
  }
}
