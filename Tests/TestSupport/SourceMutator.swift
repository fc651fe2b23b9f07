import Foundation

/// Makes damaged programs of good ones: pieces are dropped, repeated, exchanged, or replaced by others.
///
/// What it makes follows from the seed and the material alone.
public struct SourceMutator {
  /// How much of a program is damaged.
  public enum Extent: Sendable {
    /// Often only a piece of it, so that more of the time goes into what is damaged.
    case pieces
    /// All of it.
    case programs
  }

  private var state: UInt64
  private let material: [[UInt8]]
  private let extent: Extent

  private static let snippets = [
    "(", ")", "{", "}", "[", "]", "`", "${", "'", "\"", "/", "*/", "/*", "//", "\\", "\\u{", "=>", "async ",
    "await ", "yield ", "...", "?.", "=", "**", "??", "||", "in ", "of ", "class ", "static ", "#a", "super",
    "new ", "let ", "function* ", "get ", "import ", "export ", "default ", "0x", "1_", "\n", "\u{2028}",
    "\u{FEFF}", "\0", "é", ";", ",", ":", "for (", "if (", "else ", "this", "null", "undefined", "-1", "1e9",
    "0.5", "'x'", "[]", "{}", "() => ", "throw ", "return ", "try {", "} catch {", "} finally {", "delete ",
    "typeof ", "instanceof ", "continue ", "break ", "== ", "arguments", ".length", ".__proto__",
    ".prototype",
    "[0]", "= 1", "++", "while (", "do ", "switch (", "case ", "const ", "var ",
  ].map { Array($0.utf8) }

  /// The sources of the corpus and of the benchmarks, by their paths below `Tests/Fixtures`.
  public static let corpus: [String: [UInt8]] = {
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

  /// Makes a source of damaged programs.
  public init(seed: UInt64, material: [[UInt8]], _ extent: Extent = .pieces) {
    state = seed
    self.material = material
    self.extent = extent
  }

  /// A number from 0 to below `bound`, or 0.
  public mutating func random(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(max(bound, 1)))
  }

  /// The next program.
  public mutating func next() -> [UInt8] {
    var source = material[random(material.count)]
    if extent == .pieces {
      let start = random(2) == 0 ? 0 : random(source.count)
      source = Array(source[start..<min(source.count, start + 1 + random(1000))])
    }
    switch extent {
    case .pieces:
      for _ in 0...random(3) {
        if random(2) == 0 { damageBytes(of: &source) } else { damageTokens(of: &source) }
      }
    case .programs:
      // Most of what is damaged should still be a program.
      for _ in 0...random(2) {
        switch random(8) {
        case 0: damageBytes(of: &source)
        case 1: damageTokens(of: &source)
        default: exchangeWord(in: &source)
        }
      }
    }
    return source
  }

  private mutating func damageBytes(of source: inout [UInt8]) {
    let place = random(source.count)
    let end = min(source.count, place + random(12))
    switch random(4) {
    case 0: source.removeSubrange(place..<end)
    case 1: source.insert(contentsOf: Self.snippets[random(Self.snippets.count)], at: place)
    case 2: source.insert(contentsOf: source[place..<end], at: random(source.count))
    default: if !source.isEmpty { source[place] = UInt8(random(256)) }
    }
  }

  private mutating func damageTokens(of source: inout [UInt8]) {
    let tokens = Self.tokens(of: source)
    guard !tokens.isEmpty else { return }
    let token = tokens[random(tokens.count)]
    let other = tokens[random(tokens.count)]
    switch random(5) {
    case 0: source.removeSubrange(token)
    case 1: source.replaceSubrange(token, with: source[other])
    case 2: source.replaceSubrange(token, with: Self.snippets[random(Self.snippets.count)])
    case 3: source.insert(contentsOf: source[token], at: other.lowerBound)
    default:
      // Statements are longer than tokens: a few lines go to another place.
      let end = source[token.upperBound...].firstIndex(of: 0x0A) ?? source.count
      let line = Array(source[token.lowerBound..<end])
      source.insert(contentsOf: line, at: other.lowerBound)
    }
  }

  /// Replaces a name or a number by another one, or by something else that can stand in its place.
  private mutating func exchangeWord(in source: inout [UInt8]) {
    let words = Self.tokens(of: source).filter { Self.isWordByte(source[$0.lowerBound]) }
    guard !words.isEmpty else { return }
    let word = words[random(words.count)]
    let expression = Self.expressions[random(Self.expressions.count)]
    source.replaceSubrange(
      word, with: random(2) == 0 ? Array(source[words[random(words.count)]]) : expression)
  }

  private static let expressions = [
    "null", "undefined", "this", "0", "-1", "1e9", "0.5", "NaN", "2147483648", "'x'", "''", "'length'",
    "true",
    "[]", "[,1]", "[1, [2]]", "{}", "({})", "({ a: 1, b: { c: [] } })", "(() => 1)", "(class { a = 1 })",
    "(async () => { await 0 })", "'x'.repeat(1e6)", "[].length", "new Promise(() => 1)",
    "(x => y => x + y)(1)",
    "`a${1}b`", "[...[1, 2]]", "(function f() { return f })", "JSON.stringify([1])", "Math.floor(2.5)",
    "Object.keys({ a: 1 })", "[3, 1, 2].map(x => x)", "new Map()", "new Error('x')", "globalThis",
  ].map { Array($0.utf8) }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    let character = Character(UnicodeScalar(byte))
    return byte < 0x80 && (character.isLetter || character.isNumber || byte == 0x5F || byte == 0x24)
  }

  /// Words and numbers, and every other byte that is no space.
  private static func tokens(of source: [UInt8]) -> [Range<Int>] {
    var tokens: [Range<Int>] = []
    var isWord = false
    for (index, byte) in source.enumerated() {
      let continues = isWordByte(byte)
      if continues, isWord {
        tokens[tokens.count - 1] = tokens[tokens.count - 1].lowerBound..<index + 1
      } else if byte > 0x20 {
        tokens.append(index..<index + 1)
      }
      isWord = continues
    }
    return tokens
  }
}
