import IL
import Snapshot
import TestSupport

/// A file that breaks one rule, and the error that must come of it.
struct CorruptFile: Sendable, CustomStringConvertible {
  let rule: DecodingError.Rule
  let bytes: [UInt8]
  /// Offset and text, as `DecodingError.description` has them.
  let message: String

  init(_ rule: DecodingError.Rule, _ bytes: [UInt8], _ message: String) {
    self.rule = rule
    self.bytes = bytes
    self.message = message
  }

  var description: String { "\(rule): \(message)" }

  static let all = header + sections + references + allocations + parts + code + async + tables
}

/// The image of a valid program, in which a test changes what it finds by the map of the file.
struct Original {
  private var image: PatchedImage
  private let map: FileMap

  /// Encodes the program `text`.
  init(_ text: String) {
    guard let program = try? Program(parsing: text), let snapshot = try? EncodedSnapshot(program) else {
      fatalError("a test program is wrong")
    }
    image = PatchedImage(snapshot.bytes)
    map = snapshot.map
  }

  /// The offset of the first region with this owner and part, plus `distance`.
  private func offset(_ owner: FileMap.Owner, _ part: FileMap.Part, _ distance: Int) -> Int {
    guard let region = map.regions.first(where: { $0.owner == owner && $0.part == part }) else {
      fatalError("\(owner) has no \(part)")
    }
    return region.range.lowerBound + distance
  }

  /// The image with the word in a region replaced.
  func with(_ word: Int, in owner: FileMap.Owner, _ part: FileMap.Part, plus distance: Int = 0) -> [UInt8] {
    var patched = image
    patched.put(word: word, at: offset(owner, part, distance))
    return patched.repaired
  }

  /// The image with the byte in a region replaced.
  func with(byte: UInt8, in owner: FileMap.Owner, _ part: FileMap.Part, plus distance: Int = 0) -> [UInt8] {
    var patched = image
    patched.bytes[offset(owner, part, distance)] = byte
    return patched.repaired
  }

  /// The image with two words exchanged.
  func exchanging(
    _ left: (owner: FileMap.Owner, part: FileMap.Part), _ right: (owner: FileMap.Owner, part: FileMap.Part)
  ) -> [UInt8] {
    var patched = image
    let (first, second) = (offset(left.owner, left.part, 0), offset(right.owner, right.part, 0))
    patched.put(word: image.word(at: second), at: first)
    patched.put(word: image.word(at: first), at: second)
    return patched.repaired
  }
}
