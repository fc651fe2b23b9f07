import Foundation

extension SourceMap {
  /// Why a text is not the source map of a snapshot.
  public struct ParseError: Error, Hashable, CustomStringConvertible {
    /// The reason, without a full stop.
    public let description: String

    init(_ description: String) { self.description = description }
  }

  /// The members of the object that a map is.
  private struct Document: Codable {
    var version: Int
    var file: String?
    var sourceRoot: String?
    var sources: [String?]
    var names: [String]?
    var mappings: String
  }

  /// The map as JSON.
  ///
  /// - Parameter file: The name of the snapshot.
  public func json(file: String) -> String {
    let document = Document(
      version: 3, file: file, sources: sources, names: names, mappings: mappings)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(document) else { preconditionFailure("texts and numbers have JSON") }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// Reads a map.
  ///
  /// - Parameter json: UTF-8.
  public init(parsing json: [UInt8]) throws(ParseError) {
    let document: Document
    do { document = try JSONDecoder().decode(Document.self, from: Data(json)) } catch {
      throw ParseError("it is not JSON with the members of a source map")
    }
    guard document.version == 3 else { throw ParseError("it has version \(document.version), not 3") }
    let root = document.sourceRoot.map { $0.isEmpty || $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
    sources = document.sources.map { root + ($0 ?? "<unknown>") }
    names = document.names ?? []
    segments = try Self.segments(document.mappings, sourceCount: sources.count, nameCount: names.count)
  }
}
