import Foundation

/// A size report for machines: what `docs/stats-schema.md` describes.
public struct SizeDocument: Codable, Hashable, Sendable {
  /// The version of the format, which grows when a key goes or changes its meaning, but not for a new key.
  public static let currentSchemaVersion = 1

  /// A number before and after.
  public struct Change: Codable, Hashable, Sendable {
    /// In the input.
    public var before: Int
    /// In the output.
    public var after: Int
    /// What was added; negative if it shrank.
    public var difference: Int
    /// The difference in percent of what was before, with one decimal; null if nothing was before.
    public var percent: Double?

    /// Writes `percent` also when it is null, so that every change has the same keys.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(before, forKey: .before)
      try container.encode(after, forKey: .after)
      try container.encode(difference, forKey: .difference)
      try container.encode(percent, forKey: .percent)
    }
  }

  /// The sums.
  public struct Totals: Codable, Hashable, Sendable {
    /// The size of the file.
    public var bytes: Change
    /// Globals and heap.
    public var initialRAM: Change
    /// The number of imports.
    public var imports: Change
  }

  /// A section, or a kind of use.
  public struct Part: Codable, Hashable, Sendable {
    /// The section or kind.
    public var name: String
    /// Its size.
    public var bytes: Change
  }

  /// Something that takes bytes.
  public struct Entity: Codable, Hashable, Sendable {
    /// The identity, see `SizedEntity.id`.
    public var id: String
    /// The part of `id` before the colon.
    public var kind: String
    /// The name for people.
    public var label: String
    /// One of `SizedEntity.Status`.
    public var status: String
    /// All its bytes in the file.
    public var bytes: Change
    /// Those that are copied to RAM.
    public var ram: Change
  }

  /// The version of the format that the document has.
  public var schemaVersion: Int
  /// The name of the input.
  public var file: String
  /// The sums, apart from what they sum up.
  public var totals: Totals
  /// See `SizeReport.sections`.
  public var sections: [Part]
  /// See `SizeReport.kinds`.
  public var kinds: [Part]
  /// See `SizeReport.ramKinds`.
  public var ramKinds: [Part]
  /// See `SizeReport.entities`.
  public var entities: [Entity]

  /// What became of the functions, if that is known.
  public var code: CodeReport?

  /// Describes `report`, and if there is one `code`, which are about the file `name`.
  public init(_ report: SizeReport, _ code: CodeReport? = nil, of name: String) {
    self.code = code
    schemaVersion = Self.currentSchemaVersion
    file = name
    totals = Totals(
      bytes: Change(report.file), initialRAM: Change(report.initialRAM), imports: Change(report.imports))
    sections = report.sections.map(Part.init)
    kinds = report.kinds.map(Part.init)
    ramKinds = report.ramKinds.map(Part.init)
    entities = report.entities.map(Entity.init)
  }

  /// The document as JSON text; the same report always gives the same text.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

extension SizeDocument.Change {
  fileprivate init(_ change: SizeChange) {
    before = change.before
    after = change.after
    difference = change.difference
    percent = change.permille.map { Double($0) / 10 }
  }
}

extension SizeDocument.Part {
  fileprivate init(_ part: SizeReport.Part) {
    name = part.name
    bytes = SizeDocument.Change(part.bytes)
  }
}

extension SizeDocument.Entity {
  fileprivate init(_ entity: SizedEntity) {
    id = entity.id
    kind = entity.kind
    label = entity.label
    status = entity.status.rawValue
    bytes = SizeDocument.Change(entity.bytes)
    ram = SizeDocument.Change(entity.ram)
  }
}
