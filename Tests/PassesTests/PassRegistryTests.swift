import Foundation
import Passes
import Testing

/// The list of passes against the files in `Passes/` and in this folder.
struct PassRegistryTests {
  private static let root = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardized

  /// The files of `Passes/` that are not passes.
  private static let machinery: Set = [
    "AnalyzedProgram", "Inlinee", "InliningCaller", "InliningRules", "Pass", "PassContext", "PassManager",
    "Simplification", "SuperfluousClosures",
  ]

  private func names(in folder: String, suffix: String) throws -> Set<String> {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: folder).path)
    return Set(files.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) })
  }

  /// `UnusedBuiltins` for `unused-builtins`.
  private func fileName(of pass: Pass) -> String {
    pass.name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  @Test func eachPassHasAFileAndEachFileAPass() throws {
    let files = try names(in: "Passes", suffix: ".swift").subtracting(Self.machinery)
    #expect(files == Set(Pass.all.map(fileName)))
  }

  @Test func eachPassHasTests() throws {
    let files = try names(in: "Tests/PassesTests", suffix: "Tests.swift")
    #expect(files.isSuperset(of: Pass.all.map(fileName)))
  }

  @Test func namesAreUnique() {
    #expect(Set(Pass.all.map(\.name)).count == Pass.all.count)
  }

  /// What a pass leaves to another would stay forever if that did not run.
  @Test func defaultPipelineRunsEveryPass() {
    #expect(Set(Pass.defaultPipeline.map(\.name)) == Set(Pass.all.map(\.name)))
  }

  /// A summary is shown as one line of `--list-passes`.
  @Test(arguments: Pass.all.map(\.summary)) func summariesFitALine(_ summary: String) {
    #expect(summary.count <= 80 && !summary.contains("\n") && !summary.hasSuffix("."))
  }
}
