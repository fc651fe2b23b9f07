public import IL
public import Snapshot

extension SourceMap {
  /// Describes a file.
  ///
  /// - Parameters:
  ///   - map: What the bytes of the file are for.
  ///   - program: The program in it, in stack form.
  ///   - entityLocation: Where functions and variables are declared.
  ///   - codeLocation: Where the code with an origin comes from, in this function of `program`.
  public init(
    of map: FileMap, _ program: Program, entityLocation: (FileMap.Owner) -> Location?,
    codeLocation: (FunctionID, _ origin: Int) -> Location?
  ) {
    var numbers = Numbers()
    for region in map.regions {
      var location: Location?
      switch (region.owner, region.part) {
      case (.function, .allocationHeader), (.global, .slot): location = entityLocation(region.owner)
      case (.function(let id), .instruction(let position)):
        // What lowering adds belongs to what comes before it.
        guard let origin = program.functions[id].code.instructions[position].origin else { continue }
        location = codeLocation(id, origin)
      default: break
      }
      let place = location.map { numbers.place(of: $0, in: &self) }
      if place != segments.last?.place || segments.isEmpty {
        segments.append(Segment(offset: region.range.lowerBound, place: place))
      }
    }
  }

  /// The positions of texts in the lists of a map.
  private struct Numbers {
    private var sources: [String: Int] = [:]
    private var names: [String: Int] = [:]

    mutating func place(of location: Location, in map: inout SourceMap) -> Place {
      Place(
        source: Self.number(of: location.source, in: &map.sources, &sources), line: location.line,
        column: location.column, name: location.name.map { Self.number(of: $0, in: &map.names, &names) })
    }

    private static func number(
      of text: String, in list: inout [String], _ numbers: inout [String: Int]
    ) -> Int {
      if let number = numbers[text] { return number }
      list.append(text)
      numbers[text] = list.count - 1
      return list.count - 1
    }
  }
}
