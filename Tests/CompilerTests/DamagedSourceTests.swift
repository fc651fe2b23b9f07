import Foundation
import HostInterface
import Runtime
import TestSupport
import Testing

@testable import Compiler

/// Damaged programs make the compiler say what is wrong, or are programs: nothing makes it crash or hang.
///
/// `SOURCES` in the environment sets how many are made (default 200), and `SOURCE_SEED` the first seed. A source and
/// all that is done with it follow from its seed alone. The seed of the one that is compiled is in the file
/// `SOURCE_LOG`, if that is set.
struct DamagedSourceTests {
  /// Seeds whose sources once stopped the compiler.
  @Test(arguments: [1] as [UInt64])
  func sourcesThatOnceStoppedTheCompilerDoNot(seed: UInt64) throws {
    _ = try DamagedSource(seed: seed).compile()
  }

  @Test func damagedSourcesNeverStopTheCompiler() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["SOURCES"].flatMap(UInt64.init) ?? 200
    let first = environment["SOURCE_SEED"].flatMap(UInt64.init) ?? 1
    let log = environment["SOURCE_LOG"].map(URL.init(fileURLWithPath:))
    var results: [DamagedSource.Result: Int] = [:]
    for seed in first..<(first + count) {
      if let log { try "\(seed)\n".write(to: log, atomically: false, encoding: .utf8) }
      let source = DamagedSource(seed: seed)
      do { results[try source.compile(), default: 0] += 1 } catch {
        Issue.record("SOURCE_SEED=\(seed) SOURCES=1: \(error)\n\(source)")
      }
    }
    print("sources: \(count) from seed \(first): \(results.map { "\($0.value) \($0.key)" }.sorted())")
    // Too many that are refused early, or none, would test little.
    if count >= 100 {
      for result in DamagedSource.Result.allCases {
        #expect(results[result, default: 0] > count / 50, "\(result)")
      }
    }
  }
}

/// A damaged source, and the way in which it becomes a program.
private struct DamagedSource: CustomStringConvertible {
  /// What becomes of a source.
  enum Result: CaseIterable {
    /// It has a mistake that is found before it is executed.
    case refused
    /// It throws, or takes too long, when it is executed.
    case stopped
    /// There is a snapshot of it.
    case compiled
  }

  private static let material =
    languageSources() + SourceMutator.corpus.sorted { $0.key < $1.key }.map(\.value)

  private let text: [UInt8]
  /// The source.
  var description: String { String(decoding: text, as: UTF8.self) }

  init(seed: UInt64) {
    var mutator = SourceMutator(
      seed: seed &* 0x9E37_79B9_7F4A_7C15, material: Self.material, .programs)
    let source = mutator.next()
    // What is in a function gets into the snapshot, what is at the top level is executed.
    let wrappers = [("", ""), ("vmExport(60001, () => {", "\n})"), ("vmExport(60001, async () => {", "\n})")]
    let wrapper = wrappers[mutator.random(wrappers.count)]
    text = Array(wrapper.0.utf8) + source + Array(wrapper.1.utf8)
  }

  /// Compiles the source, executes it, calls what it exports and loads its snapshot.
  func compile() throws -> Result {
    var options = BuildMachine.Options()
    options.maximumSteps = 20_000
    for id in 0...300 as ClosedRange<UInt16> { options.imports[id] = .function { _ in .undefined } }
    let machine = BuildMachine(options)
    try machine.setGlobal("print", machine.function { _, _ in .undefined })
    let importer = CallbackImporter { specifier, _ in
      specifier == "./a.js" ? .source(ModuleSource("a.js", "export let a = 1; export default a;")) : nil
    }
    var result = Result.compiled
    do throws(BuildError) {
      let main = ModuleSource(identity: "main.js", name: "main.js", text: text)
      try machine.evaluate(main, importer: importer)
      for id in machine.exportIDs.sorted() {
        if case .reference(let function) = try machine.export(id), function.kind == .function {
          try machine.call(function)
        }
      }
    } catch {
      try check(error)
      if case .mistakes = error { return .refused }
      result = .stopped
    }
    let snapshot: BuiltSnapshot
    do throws(BuildError) { snapshot = try machine.snapshot() } catch {
      try check(error)
      return .stopped
    }
    _ = try VM(snapshot: snapshot.bytes, other: { _ in .function { _ in .undefined } })
    return result
  }

  /// A message without a place is one that does not help.
  private func check(_ error: BuildError) throws {
    let message = "\(error)"
    switch error {
    case .mistakes, .snapshot:
      guard message.hasPrefix("main.js:") else { throw Unexpected(description: message) }
    case .exception, .stepLimit: guard !message.isEmpty else { throw Unexpected(description: message) }
    case .other: throw Unexpected(description: message)
    }
  }

  private struct Unexpected: Error, CustomStringConvertible { let description: String }

  private static func languageSources() -> [[UInt8]] {
    LanguageTests.cases.map { Array($0.source.utf8) }
  }
}
