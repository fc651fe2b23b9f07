import Codec
import Foundation
import IL
import Testing

/// What programs do: each file in `Language` prints what its comments say, in ECMAScript and here.
@Suite struct LanguageTests {
  /// A program with the lines that it has to print.
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    /// The file.
    let path: String
    let source: String
    let expected: [String]
  }

  static let cases = cases(in: "Language")

  /// The programs in a folder beside this file.
  static func cases(in folder: String) -> [Case] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap { name in
      let path = folder.appending(path: name).path
      guard let source = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
      let expected = source.split(separator: "\n").filter { $0.hasPrefix("// > ") }.map {
        String($0.dropFirst(5))
      }
      return Case(description: name, path: path, source: source, expected: expected)
    }
  }

  @Test(arguments: cases) func printsWhatItHasTo(_ test: Case) throws {
    let compiled = try Compiled(test.source)
    #expect(!test.expected.isEmpty)
    #expect(try compiled.output().joined(separator: "\n") == test.expected.joined(separator: "\n"))
    #expect(try compiled.outputOfEngine().joined(separator: "\n") == test.expected.joined(separator: "\n"))
  }
}
