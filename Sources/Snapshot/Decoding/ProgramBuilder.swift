import IL

/// Makes a program of what `Survey` found: the second half of decoding.
struct ProgramBuilder {
  let survey: Survey
  let parts: Parts
  var image: Image { survey.image }

  var program = Program()
  private(set) var regions: [FileMap.Region] = []

  var strings: [[UInt8]: StringID] = [:]
  var stringAt: [Int: StringID] = [:]
  var numberAt: [Int: Number] = [:]
  var hostFunctionAt: [Int: ImportID] = [:]
  var allocationAt: [Int: AllocationID] = [:]
  var functionAt: [Int: FunctionID] = [:]
  var globalAt: [Int: GlobalID] = [:]
  /// The labels of the offsets in each function that something refers to.
  var labels: [Int: [Int: Label]] = [:]

  /// Builds the program.
  init(_ survey: Survey) throws(DecodingError) {
    self.survey = survey
    parts = try Parts(survey)
    program.featureFlags = survey.image.featureFlags
    buildImports()
    try nameConstants()
    nameAllocationsAndFunctions()
    try buildGlobals()
    try buildTables()
    for item in survey.items.values.sorted(by: { $0.body < $1.body }) { try build(item) }
    for body in survey.functions.keys.sorted() { try buildFunction(at: body) }
    try verify()
  }

  mutating func own(_ range: Range<Int>, _ owner: FileMap.Owner, _ part: FileMap.Part) {
    regions.append(FileMap.Region(range: range, owner: owner, part: part))
  }

  /// Gives header and body of `item` to `owner`.
  mutating func own(_ item: Survey.Item, _ owner: FileMap.Owner) {
    own(item.body - Format.allocationHeaderSize..<item.body, owner, .allocationHeader)
    own(item.bodyRange, owner, .body)
  }

  // MARK: Identities, in file order

  mutating func buildImports() {
    for entry in image.entries(of: .importTable) {
      let id = program.imports.append(HostImport(hostID: UInt16(image.word(at: entry))))
      own(entry..<entry + 2, .hostImport(id), .entry)
    }
  }

  mutating func nameAllocationsAndFunctions() {
    let placeholder = Allocation(.ram, .fixedLengthArray([]))
    for item in survey.items.values.sorted(by: { $0.body < $1.body }) {
      switch item.type {
      case .uint8Array, .classValue, .propertyList, .array, .fixedLengthArray, .closure:
        if !parts.bodies.contains(item.body) {
          allocationAt[item.body] = program.allocations.append(placeholder)
        }
      case .int32, .float64, .string, .internedString, .function, .hostFunction: break
      }
    }
    for body in survey.functions.keys.sorted() {
      functionAt[body] = program.functions.append(Function(StackCode()))
    }
    let continuations = Dictionary(grouping: survey.continuations.keys) { survey.continuations[$0]! }
    for (body, function) in survey.functions {
      let targets = function.targets.union(continuations[body] ?? []).sorted()
      labels[body] = Dictionary(uniqueKeysWithValues: targets.enumerated().map { ($1, Label($0)) })
    }
  }

  // MARK: Tables

  mutating func buildGlobals() throws(DecodingError) {
    for slot in image.entries(of: .globals) {
      let range = slot..<slot + 2
      if slot == survey.internedKeysSlot {
        own(range, .internedKeys, .slot)
      } else if let body = survey.handles[slot] {
        if let id = allocationAt[body] {
          own(range, .handle(id), .slot)
        } else {
          try refuseHandle(slot, to: body)
        }
      } else if survey.variables.contains(slot) || image.word(at: slot) != 0x19 {
        let id = program.globals.append(Global(try value(at: slot)))
        globalAt[slot] = id
        own(range, .global(id), .slot)
      } else {
        own(range, .padding, .slot)
      }
    }
  }

  func refuseHandle(_ slot: Int, to body: Int) throws(DecodingError) {
    throw DecodingError(
      .handleTarget, at: slot, "a handle to \(survey.items[body]!.type.name) at \(body.hex)",
      expected: "an object, array, closure, class or byte array")
  }

  mutating func buildTables() throws(DecodingError) {
    own(0..<Format.headerSize, .header, .fileHeader)
    for entry in image.entries(of: .exportTable, size: 4) {
      own(entry..<entry + 4, .export(program.exports.count), .entry)
      program.exports.append(Export(id: UInt16(image.word(at: entry)), value: try value(at: entry + 2)))
    }
    let builtins = image.range(of: .builtins).lowerBound
    own(builtins..<builtins + 2, .internedKeys, .entry)
    program.builtins.internsKeys = survey.internedKeysSlot != nil
    for name in Builtins.Name.allCases {
      let entry = builtins + 2 * name.index
      own(entry..<entry + 2, .builtin(name), .entry)
      program.builtins[name] = try value(at: entry)
    }
    for cell in parts.internedKeyCells { own(cell, .internedKeys) }
  }

  // MARK: Verification

  private func verify() throws(DecodingError) {
    do {
      try Verifier.verify(program, .encodable)
    } catch {
      throw DecodingError(.program, at: offset(of: error.subject), error.description)
    }
  }

  /// Where in the file a part of the program stands.
  private func offset(of subject: Verifier.Subject) -> Int {
    func isPlace(_ region: FileMap.Region) -> Bool {
      switch (region.owner, region.part) {
      case (.export(let position), _): subject == .export(position)
      case (.builtin(let name), _): subject == .builtin(name)
      case (.string(let id), .body): subject == .string(id)
      case (.global(let id), _): subject == .global(id)
      case (.allocation(let id), .body): subject == .allocation(id)
      case (.function(let id), .instruction(let position)): subject == .instruction(id, position)
      default: false
      }
    }
    return regions.first(where: isPlace)?.range.lowerBound ?? 0
  }
}
