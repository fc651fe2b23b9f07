import IL
import JavaScript
import Snapshot

extension SourceMap {
  /// Describes the code in a file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - program: The program in it, in stack form, whose instructions have offsets in their sources as origins.
  ///   - places: The places of the functions that come from sources.
  init(
    of file: EncodedSnapshot, _ program: Program,
    _ places: [FunctionID: (text: SourceText, range: SourceRange)]
  ) {
    var (sourceNumbers, nameNumbers): ([String: Int], [String: Int]) = ([:], [:])
    for region in file.map.regions {
      var place: Place?
      if case .function(let id) = region.owner, case .instruction(let position) = region.part,
        let (text, range) = places[id]
      {
        // What lowering adds belongs to what comes before it.
        let origin = program.functions[id].code.instructions[position].origin
        if origin == nil, segments.last?.place != nil { continue }
        let start = text.position(at: origin ?? range.start)
        place = Place(
          source: Self.number(of: text.name, in: &sources, &sourceNumbers), line: start.line - 1,
          column: start.column - 1,
          name: program.functions[id].name.map { Self.number(of: $0, in: &names, &nameNumbers) })
      }
      if place != segments.last?.place || segments.isEmpty {
        segments.append(Segment(offset: region.range.lowerBound, place: place))
      }
    }
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
