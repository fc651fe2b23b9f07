/// Where the code in a snapshot comes from.
///
/// `json` has the form of source maps, version 3 (ECMA-426): as for WebAssembly, the generated file has one line, and
/// the columns of it are bytes.
public struct SourceMap: Hashable, Sendable {
  /// A run of bytes from the same place in the sources; it ends where the next one starts.
  public struct Segment: Hashable, Sendable {
    /// The offset of the first byte in the snapshot.
    public var offset: Int
    /// The place; nil for bytes that come from no source.
    public var place: Place?
  }

  /// A place in the sources.
  public struct Place: Hashable, Sendable {
    /// The file, by its position in `sources`.
    public var source: Int
    /// From 0.
    public var line: Int
    /// From 0, in units of UTF-16.
    public var column: Int
    /// The function that has the place, by its position in `names`.
    public var name: Int?
  }

  /// The names of the source files.
  public internal(set) var sources: [String] = []
  /// The names of functions.
  public internal(set) var names: [String] = []
  /// In the order of the snapshot.
  public internal(set) var segments: [Segment] = []

  /// The map as JSON.
  ///
  /// - Parameter file: The name of the snapshot.
  public func json(file: String) -> String {
    func list(_ texts: [String]) -> String {
      "[" + texts.map(JSONValue.quoted).joined(separator: ",") + "]"
    }
    return "{\"version\":3,\"file\":\(JSONValue.quoted(file)),\"sources\":\(list(sources)),"
      + "\"names\":\(list(names)),\"mappings\":\"\(mappings)\"}\n"
  }

  /// The segments in the compressed form: differences to the one before, as variable-length quantities.
  private var mappings: String {
    var last = (offset: 0, place: Place(source: 0, line: 0, column: 0, name: 0))
    return segments.map { segment in
      var numbers = [segment.offset - last.offset]
      last.offset = segment.offset
      if let place = segment.place {
        numbers += [
          place.source - last.place.source, place.line - last.place.line, place.column - last.place.column,
        ]
        if let name = place.name { numbers.append(name - last.place.name!) }
        last.place = Place(
          source: place.source, line: place.line, column: place.column, name: place.name ?? last.place.name)
      }
      return numbers.map(Self.quantity).joined()
    }.joined(separator: ",")
  }

  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  /// A number in digits of 5 bits, the lowest first; its sign is the lowest bit.
  private static func quantity(_ number: Int) -> String {
    var rest = number.magnitude << 1 | (number < 0 ? 1 : 0)
    var result = ""
    repeat {
      let digit = Int(rest & 31)
      rest >>= 5
      result.append(digits[digit | (rest > 0 ? 32 : 0)])
    } while rest > 0
    return result
  }
}
