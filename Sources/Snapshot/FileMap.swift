import IL

/// What the bytes of a file are for: every byte has exactly one owner.
public struct FileMap: Hashable, Sendable {
  /// What a byte belongs to.
  public enum Owner: Hashable, Sendable {
    case header
    case export(Int)
    case hostImport(ImportID)
    case builtin(Builtins.Name)
    /// The place for keys made at run time: a built-in, its slot, and the keys that were made.
    case internedKeys
    case string(StringID)
    case number(Number)
    case function(FunctionID)
    case allocation(AllocationID)
    case global(GlobalID)
    /// The slot through which ROM refers to an allocation in RAM.
    case handle(AllocationID)
    case padding
    /// Bytes that nothing refers to.
    case unreferenced
  }

  /// What a run of bytes is.
  public enum Part: Hashable, Sendable {
    case fileHeader
    /// An entry of a table.
    case entry
    /// The header of an allocation or function.
    case allocationHeader
    /// The header of a catch block or resume point.
    case continuationHeader
    /// The body of an allocation.
    case body
    /// An instruction, by its position in the code of its function.
    case instruction(Int)
    /// A slot of the globals section.
    case slot
    case filler
  }

  /// A run of bytes with one owner.
  public struct Region: Hashable, Sendable {
    /// Where they are.
    public var range: Range<Int>
    /// What they belong to.
    public var owner: Owner
    /// What they are.
    public var part: Part
  }

  /// The runs, in file order, without gaps.
  public let regions: [Region]
  /// Where each section is.
  public let sections: [Range<Int>]

  /// The bytes of `section`.
  public func range(of section: Section) -> Range<Int> { sections[section.rawValue] }

  /// The section that `offset` is in; nil for the header.
  public func section(at offset: Int) -> Section? {
    Section.allCases.first { range(of: $0).contains(offset) }
  }

  /// The RAM that the program needs before it runs: globals section and heap, in bytes.
  public var initialRAM: Int { range(of: .globals).count + range(of: .heap).count }

  /// The size of the file, in bytes.
  public var size: Int { regions.last?.range.upperBound ?? 0 }

  /// Sorts `regions` and gives the bytes between them to padding, or to nobody.
  ///
  /// A gap is padding if it is too short to hold anything and holds zeros; `fill` says what a byte is.
  ///
  /// - Precondition: regions do not overlap.
  init(_ regions: [Region], sections: [Range<Int>], size: Int, fill: (Int) -> UInt8) {
    var complete: [Region] = []
    var end = 0
    func close(gapBefore offset: Int) {
      guard end < offset else { return }
      let isPadding = offset - end < 4 && (end..<offset).allSatisfy { fill($0) == 0 }
      complete.append(
        Region(range: end..<offset, owner: isPadding ? .padding : .unreferenced, part: .filler))
    }
    for region in regions.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    })
    where !region.range.isEmpty {
      precondition(region.range.lowerBound >= end, "\(region) overlaps what ends at \(end.hex)")
      close(gapBefore: region.range.lowerBound)
      complete.append(region)
      end = region.range.upperBound
    }
    close(gapBefore: size)
    self.regions = complete
    self.sections = sections
    precondition(
      complete.reduce(0) { $0 + $1.range.count } == size, "the regions do not add up to the \(size) bytes")
  }
}
