/// Where the parts of a snapshot come from.
///
/// Its text has the form of source maps, version 3 (ECMA-426): as for WebAssembly, the generated file has one line, and
/// the columns of it are bytes. Code and variables have places; the place of the header of a function is that of the
/// function.
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
    /// The function or variable that has the place, by its position in `names`.
    public var name: Int?
  }

  /// A place in the sources, without reference to a map.
  public struct Location: Hashable, Sendable, CustomStringConvertible {
    /// The name of the file.
    public var source: String
    /// From 0.
    public var line: Int
    /// From 0, in units of UTF-16.
    public var column: Int
    /// The function or variable that has the place.
    public var name: String?

    /// Makes a location.
    public init(source: String, line: Int, column: Int, name: String? = nil) {
      self.source = source
      self.line = line
      self.column = column
      self.name = name
    }

    /// `file:line:column`, counted from 1 as people do.
    public var description: String { "\(source):\(line + 1):\(column + 1)" }
  }

  /// The names of the source files.
  public internal(set) var sources: [String] = []
  /// The names of functions and variables.
  public internal(set) var names: [String] = []
  /// In the order of the snapshot.
  public internal(set) var segments: [Segment] = []

  /// Where the byte at `offset` comes from.
  public subscript(offset: Int) -> Location? {
    var (low, high) = (0, segments.count)
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0, let place = segments[low - 1].place else { return nil }
    return Location(
      source: sources[place.source], line: place.line, column: place.column,
      name: place.name.map { names[$0] })
  }
}
