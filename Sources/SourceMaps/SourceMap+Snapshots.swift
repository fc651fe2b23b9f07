public import IL
public import Snapshot

extension SourceMap {
  /// True iff this can be the map of the file that `map` describes: each of its places starts where something starts.
  public func describes(_ map: FileMap) -> Bool {
    let starts = Set(map.regions.map(\.range.lowerBound))
    return segments.allSatisfy { $0.place == nil || starts.contains($0.offset) }
      && (segments.last?.offset ?? 0) <= map.size
  }

  /// Where what is in a file is declared, of the functions and variables that the map knows.
  public func declarations(in map: FileMap) -> [FileMap.Owner: Location] {
    var declarations: [FileMap.Owner: Location] = [:]
    for region in map.regions {
      switch (region.owner, region.part) {
      case (.function, .allocationHeader), (.global, .slot):
        declarations[region.owner] = self[region.range.lowerBound]
      default: break
      }
    }
    return declarations
  }

  /// The map of what was made from a file.
  ///
  /// - Parameters:
  ///   - original: The file that this map describes.
  ///   - map: What the bytes of the new file are for.
  ///   - program: The program in the new file, in stack form, with identities and origins of those in `original`.
  public func carried(from original: DecodedSnapshot, to map: FileMap, _ program: Program) -> SourceMap {
    let declarations = declarations(in: original.map)
    return SourceMap(
      of: map, program, entityLocation: { declarations[$0] }, codeLocation: { self[$1] })
  }
}

extension DecodedSnapshot {
  /// Names functions and variables as they are called in the sources.
  public mutating func takeNames(from sourceMap: SourceMap) {
    for (owner, location) in sourceMap.declarations(in: map) {
      guard let name = location.name else { continue }
      switch owner {
      case .function(let id): program.functions[id].name = name
      case .global(let id): program.globals[id].name = name
      default: break
      }
    }
  }
}
