import Compiler
import Foundation
import TestSupport
import Testing

/// Programs with one mistake each, and what is said about it: what does not compile, what fails at build time, what
/// never ends, and what no snapshot can hold.
struct BadProgramTests {
  static let cases = SourceCase.load("bad-programs", marker: "//! ")

  @Test func thereAreManyDifferentMistakes() {
    #expect(Self.cases.count >= 200)
    #expect(Set(Self.cases.map(\.source)).count == Self.cases.count)
    #expect(Set(Self.cases.map(\.expected)).count > 150)
  }

  @Test(arguments: cases)
  func givesItsMessage(_ example: SourceCase) {
    #expect(Self.message(of: example.source) == example.expected)
  }

  /// What is said about a program, without the lines that repeat the source.
  ///
  /// The program is one module, `main.js`; other modules that it imports follow, each behind a comment with its name.
  static func message(of program: String) -> String {
    var modules: [(name: String, lines: [String])] = [("./main.js", [])]
    for line in program.components(separatedBy: "\n") {
      if line.hasPrefix("// ./") {
        modules.append((String(line.dropFirst(3)), []))
      } else {
        modules[modules.count - 1].lines.append(line)
      }
    }
    let sources = modules.map { name, lines in
      (
        name,
        ModuleSource(
          String(name.dropFirst(2)), lines.joined(separator: "\n"),
          kind: name.hasSuffix(".json") ? .json : .javaScript)
      )
    }
    let importer = CallbackImporter { specifier, _ in
      if ["fs", "path", "process"].contains(specifier) { return .host(specifier) }
      return sources.first { $0.0 == specifier }.map { .source($0.1) }
    }
    var options = BuildMachine.Options()
    options.maximumSteps = 200_000
    let machine = BuildMachine(options)
    do throws(BuildError) {
      try machine.evaluate(sources[0].1, importer: importer)
      _ = try machine.snapshot()
      return "no mistake"
    } catch { return withoutExcerpts("\(error)") }
  }

  private static func withoutExcerpts(_ message: String) -> String {
    let lines = message.components(separatedBy: "\n")
    var result: [String] = []
    var index = 0
    while index < lines.count {
      result.append(lines[index])
      // A headline is followed by a line of the source and the mark below it.
      index += lines[index].contains(#/^[^ ]+:\d+:\d+: (error|note): /#) ? 3 : 1
    }
    return result.joined(separator: "\n")
  }
}
