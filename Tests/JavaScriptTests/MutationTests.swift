import Foundation
import JavaScript
import TestSupport
import Testing

/// Programs of the corpus, whole and damaged.
struct MutationTests {
  static let sources: [String: [UInt8]] = {
    var sources: [String: [UInt8]] = [:]
    for folder in ["corpus", "bench"] {
      let root = Fixtures.directory.appending(path: folder)
      let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
      for path in paths where path.hasSuffix(".js") {
        guard let data = FileManager.default.contents(atPath: root.appending(path: path).path) else {
          continue
        }
        sources["\(folder)/\(path)"] = Array(data)
      }
    }
    return sources
  }()

  @Test func thereAreSources() { #expect(Self.sources.count >= 60) }

  @Test(arguments: sources.keys.sorted())
  func sourcesParse(name: String) throws {
    _ = try Module(parsing: try #require(Self.sources[name]))
  }

  @Test(arguments: [0x5EED_0001, 0x5EED_0002, 0x5EED_0003, 0x5EED_0004])
  func mutatedSourcesParseOrFail(seed: UInt64) {
    var mutator = Mutator(seed: seed, material: Self.sources.keys.sorted().compactMap { Self.sources[$0] })
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

/// Makes damaged sources: pieces are dropped, repeated, exchanged, or replaced by others.
private struct Mutator {
  private var state: UInt64
  private let material: [[UInt8]]

  private static let snippets = [
    "(", ")", "{", "}", "[", "]", "`", "${", "'", "\"", "/", "*/", "/*", "//", "\\", "\\u{", "=>", "async ",
    "await ",
    "yield ", "...", "?.", "=", "**", "??", "||", "in ", "of ", "class ", "static ", "#a", "super", "new ",
    "let ",
    "function* ", "get ", "import ", "export ", "default ", "0x", "1_", "\n", "\u{2028}", "\u{FEFF}", "\0",
    "é", ";",
    ",", ":", "for (", "if (", "else ",
  ].map { Array($0.utf8) }

  init(seed: UInt64, material: [[UInt8]]) {
    state = seed
    self.material = material
  }

  private mutating func random(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(max(bound, 1)))
  }

  mutating func next() -> [UInt8] {
    // A window of the source, so that more of the time goes into what is damaged.
    let whole = material[random(material.count)]
    let start = random(2) == 0 ? 0 : random(whole.count)
    var source = Array(whole[start..<min(whole.count, start + 1 + random(1000))])
    for _ in 0...random(3) {
      let place = random(source.count)
      let end = min(source.count, place + random(12))
      switch random(4) {
      case 0: source.removeSubrange(place..<end)
      case 1: source.insert(contentsOf: Self.snippets[random(Self.snippets.count)], at: place)
      case 2: source.insert(contentsOf: source[place..<end], at: random(source.count))
      default: if !source.isEmpty { source[place] = UInt8(random(256)) }
      }
    }
    return source
  }
}
