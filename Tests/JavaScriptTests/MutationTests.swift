import JavaScript
import TestSupport
import Testing

/// Programs of the corpus, whole and damaged.
struct MutationTests {
  static let sources = SourceMutator.corpus

  @Test func thereAreSources() { #expect(Self.sources.count >= 60) }

  @Test(arguments: sources.keys.sorted())
  func sourcesParse(name: String) throws {
    _ = try Module(parsing: try #require(Self.sources[name]))
  }

  @Test(arguments: [0x5EED_0001, 0x5EED_0002, 0x5EED_0003, 0x5EED_0004])
  func mutatedSourcesParseOrFail(seed: UInt64) {
    var mutator = SourceMutator(
      seed: seed, material: Self.sources.keys.sorted().compactMap { Self.sources[$0] })
    var failures = 0
    let count = 500
    for _ in 0..<count {
      let source = mutator.next()
      do {
        _ = try Module(parsing: source)
      } catch {
        failures += 1
        #expect(error.range.end <= source.count, "seed \(seed): \(String(decoding: source, as: UTF8.self))")
        #expect(!error.diagnostic.rendered(in: SourceText(name: "main.js", bytes: source)).isEmpty)
      }
    }
    print("seed \(seed): \(failures) of \(count) mutated sources are no modules")
    #expect(failures > count / 4 && failures < count)
  }
}
