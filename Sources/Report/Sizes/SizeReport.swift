import IL
import Snapshot

/// Where the bytes of a snapshot are, before and after optimizing.
///
/// - Invariant: sections, kinds and entities each add up to the size of the file, because each byte has exactly
///   one owner; RAM by kind and by entity adds up to the initial RAM.
public struct SizeReport: Hashable, Sendable {
  /// A program and what the bytes of its file are for.
  public struct Side: Sendable {
    /// The program, whose entities have the same identity on both sides.
    public let program: Program
    /// What the bytes of its file are for.
    public let map: FileMap

    /// Measures a file with `program` in it that `map` describes.
    public init(program: Program, map: FileMap) {
      self.program = program
      self.map = map
    }

    /// Measures a file that was read.
    public init(_ snapshot: DecodedSnapshot) { self.init(program: snapshot.program, map: snapshot.map) }
  }

  /// One row of a table that has a fixed set of rows.
  public struct Part: Hashable, Sendable {
    /// The section or kind.
    public let name: String
    /// Its size.
    public var bytes: SizeChange
  }

  /// The size of the file.
  public let file: SizeChange
  /// The RAM that the program needs before it runs: globals section and heap section.
  public let initialRAM: SizeChange
  /// The number of imports, for each of which the engine keeps a native pointer in RAM.
  public let imports: SizeChange
  /// The file header and each section, in file order.
  public let sections: [Part]
  /// What bytes are used for; only kinds that either side has.
  public let kinds: [Part]
  /// The same, for the RAM alone.
  public let ramKinds: [Part]
  /// Everything that takes bytes: first what is in the original, in the order of the file, then what is new.
  public let entities: [SizedEntity]

  /// Compares `before` with `after`, in which entities with one identity are the same.
  public init(before: Side, after: Side) {
    file = SizeChange(before: before.map.size, after: after.map.size)
    initialRAM = SizeChange(before: before.map.initialRAM, after: after.map.initialRAM)
    imports = SizeChange(before: before.program.imports.count, after: after.program.imports.count)
    var tally = Tally()
    tally.add(before, to: \.before)
    tally.add(after, to: \.after)
    sections = tally.sections
    kinds = tally.parts(tally.kinds)
    ramKinds = tally.parts(tally.ramKinds)
    entities = tally.entities
    checkSums()
  }

  private func checkSums() {
    func sum(_ changes: [SizeChange]) -> SizeChange { changes.reduce(SizeChange(), +) }
    let sums = [sum(sections.map(\.bytes)), sum(kinds.map(\.bytes)), sum(entities.map(\.bytes))]
    precondition(sums.allSatisfy { $0 == file }, "the bytes do not add up to those of the file")
    let ramSums = [sum(ramKinds.map(\.bytes)), sum(entities.map(\.ram))]
    precondition(ramSums.allSatisfy { $0 == initialRAM }, "the RAM does not add up to that of the program")
  }
}

/// Adds up the bytes of two files.
private struct Tally {
  private(set) var sections: [SizeReport.Part]
  private(set) var kinds: [SizeKind: SizeChange] = [:]
  private(set) var ramKinds: [SizeKind: SizeChange] = [:]
  private(set) var entities: [SizedEntity] = []
  private var entityIndices: [String: Int] = [:]

  init() {
    sections = (["header"] + Section.allCases.map(\.name)).map { .init(name: $0, bytes: SizeChange()) }
  }

  /// Adds the bytes of `side`.
  mutating func add(_ side: SizeReport.Side, to path: WritableKeyPath<SizeChange, Int>) {
    let names = Names(side.program)
    var indices: [FileMap.Owner: Int] = [:]
    for region in side.map.regions {
      let entity = indices[region.owner] ?? index(of: region.owner, side.program, names)
      indices[region.owner] = entity
      let kind = SizeKind(region, in: side.program)
      for (section, size) in side.map.sizesBySection(of: region.range) {
        sections[section.map { $0.rawValue + 1 } ?? 0].bytes[keyPath: path] += size
        kinds[kind, default: SizeChange()][keyPath: path] += size
        entities[entity].bytes[keyPath: path] += size
        guard section == .globals || section == .heap else { continue }
        ramKinds[kind, default: SizeChange()][keyPath: path] += size
        entities[entity].ram[keyPath: path] += size
      }
    }
  }

  /// The parts that there are, in the order of `SizeKind`.
  func parts(_ kinds: [SizeKind: SizeChange]) -> [SizeReport.Part] {
    SizeKind.allCases.compactMap { kind in kinds[kind].map { .init(name: kind.rawValue, bytes: $0) } }
  }

  /// The index of the entity that `owner` is, which keeps the label of the original.
  private mutating func index(of owner: FileMap.Owner, _ program: Program, _ names: Names) -> Int {
    let entity = SizedEntity(owner, in: program, names: names)
    if let index = entityIndices[entity.id] { return index }
    entityIndices[entity.id] = entities.count
    entities.append(entity)
    return entities.count - 1
  }
}

extension FileMap {
  /// The bytes of `range` in each section that it touches, which can be two for padding; nil is the header.
  fileprivate func sizesBySection(of range: Range<Int>) -> [(section: Section?, size: Int)] {
    let inSections = Section.allCases.compactMap { section -> (section: Section?, size: Int)? in
      let size = range.clamped(to: self.range(of: section)).count
      return size == 0 ? nil : (section, size)
    }
    let rest = range.count - inSections.reduce(0) { $0 + $1.size }
    return rest == 0 ? inSections : [(nil, rest)] + inSections
  }
}
