import IL
import Snapshot

/// What stands at each address of a file, by the names of IL text, and so what each word of the file means.
struct AddressBook {
  let bytes: [UInt8]
  let map: FileMap
  let program: Program
  let names: Names

  /// Allocations, functions and handle slots, by the offset that pointers to them have.
  private var targets: [Int: String] = [:]
  /// The function whose instruction starts at an offset.
  private var functionAt: [Int: FunctionID] = [:]
  /// The labels at each offset, ascending.
  private(set) var labels: [Int: [Label]] = [:]

  /// The little-endian word at `offset`.
  func word(at offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }

  /// Finds the addresses of everything that `map` says is in `bytes`.
  init(bytes: [UInt8], map: FileMap, program: Program) {
    self.bytes = bytes
    self.map = map
    self.program = program
    names = Names(program)
    nameTargets()
    placeLabels()
  }

  // MARK: Words

  /// The file offset that `word` points to, or nil if it is no pointer (snapshot format, section 2).
  func target(of word: Int) -> Int? {
    if word & 1 == 0 { return map.range(of: .heap).lowerBound + word }
    return word & 3 == 1 && word >= 0x26 ? word & ~3 : nil
  }

  /// What `word` means, by name.
  func name(of word: Int) -> String {
    guard let target = target(of: word) else {
      return word & 3 == 3 ? String(Int16(truncatingIfNeeded: word) >> 2) : Self.wellKnown[word >> 2]
    }
    return name(ofTarget: target)
  }

  /// What pointers to `offset` refer to.
  func name(ofTarget offset: Int) -> String {
    if let name = targets[offset] { return name }
    guard let function = functionAt[offset] else { return "?" }
    return names[function] + (labels[offset]?.first.map { ":L\($0.index)" } ?? "")
  }

  /// What `word` means, by name, and for a pointer where it leads.
  func text(of word: Int) -> String {
    name(of: word) + (target(of: word).map { " -> \($0.hexOffset)" } ?? "")
  }

  /// What the word at `offset` means.
  func text(at offset: Int) -> String { text(of: word(at: offset)) }

  /// The values below 0x26 that have the low bits 01, by what is above these bits.
  private static let wellKnown = [
    "undefined", "null", "true", "false", "nan", "-0", "deleted", "\"length\"", "\"__proto__\"", "no_op",
  ]

  // MARK: Addresses

  private mutating func nameTargets() {
    let further = furtherCells()
    for region in map.regions {
      switch region.part {
      case .allocationHeader:
        let body = region.range.upperBound
        targets[body] = name(ofCellAt: body, owner: region.owner, isFurther: further.contains(body))
      case .slot:
        switch region.owner {
        case .handle(let id): targets[region.range.lowerBound] = "handle \(names[id])"
        case .internedKeys: targets[region.range.lowerBound] = "slot of the interned keys"
        default: break
        }
      case .instruction:
        if case .function(let id) = region.owner { functionAt[region.range.lowerBound] = id }
      case .fileHeader, .entry, .continuationHeader, .body, .filler: break
      }
    }
  }

  /// The bodies of the cells that continue an object.
  private func furtherCells() -> Set<Int> {
    var further: Set<Int> = []
    for region in map.regions where region.part == .allocationHeader {
      let header = word(at: region.range.lowerBound)
      guard CellType(header: header) == .propertyList else { continue }
      if let next = target(of: word(at: region.range.upperBound)) { further.insert(next) }
    }
    return further
  }

  private func name(ofCellAt body: Int, owner: FileMap.Owner, isFurther: Bool) -> String {
    switch owner {
    case .string(let id): return names[id]
    case .number(let number): return number.description
    case .hostImport(let id): return names[id]
    case .function(let id): return names[id]
    case .allocation(let id):
      if isFurther { return "further cell of \(names[id])" }
      // The program has the array and its data block as one allocation.
      guard case .array = program.allocations[id].content,
        CellType(header: word(at: body - 2)) == .fixedLengthArray
      else { return names[id] }
      return "items of \(names[id])"
    case .internedKeys: return "cell of the interned keys"
    case .header, .export, .builtin, .global, .handle, .padding, .unreferenced: return "?"
    }
  }

  // MARK: Labels

  /// Finds the offsets of labels: where the jumps in the file lead, or else where the next instruction is.
  private mutating func placeLabels() {
    var offsets: [FunctionID: [Label: Int]] = [:]
    var starts: [FunctionID: [(position: Int, offset: Int)]] = [:]
    for region in map.regions {
      guard case .function(let id) = region.owner, case .instruction(let position) = region.part
      else { continue }
      starts[id, default: []].append((position, region.range.lowerBound))
      let operation = program.functions[id].code.instructions[position].operation
      if let label = operation.target, let target = jumpTarget(region.range) {
        offsets[id, default: [:]][label] = target
      }
    }
    for (id, function) in program.functions.entries {
      var next = (starts[id] ?? [])[...]
      for (position, instruction) in function.code.instructions.enumerated() {
        guard case .label(let label) = instruction.operation else { continue }
        while let first = next.first, first.position < position { next.removeFirst() }
        guard let offset = offsets[id]?[label] ?? next.first?.offset else { continue }
        labels[offset, default: []].append(label)
      }
    }
  }

  /// Where the jump or `start_try` in `range` leads, by its bytes (snapshot format, sections 6.2 to 6.4).
  func jumpTarget(_ range: Range<Int>) -> Int? {
    switch (bytes[range.lowerBound], range.count) {
    case (0x70, 2), (0x76, 2): range.upperBound + Int(Int8(bitPattern: bytes[range.lowerBound + 1]))
    case (0x87, 3), (0x8B, 3):
      range.upperBound + Int(Int16(truncatingIfNeeded: word(at: range.lowerBound + 1)))
    case (0x7D, 4): word(at: range.lowerBound + 2) & ~1
    default: nil
    }
  }
}
