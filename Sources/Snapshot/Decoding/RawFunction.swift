import IL

/// The code of a function as it stands in the file.
struct RawFunction {
  /// The file offset of the first instruction.
  let body: Int
  /// The instructions that execution can reach, in file order.
  private(set) var instructions: [RawInstruction] = []
  /// The file offsets that jumps and handlers lead to.
  private(set) var targets: Set<Int> = []
  /// The headers of catch blocks and resume points.
  private(set) var continuationHeaders: [Range<Int>] = []

  /// Makes a function of which the code is still to be explored.
  init(body: Int) {
    self.body = body
  }

  /// All bytes of the code.
  var ranges: [Range<Int>] { instructions.map(\.range) + continuationHeaders }

  /// Finds the instructions that can be reached from the entry; the function ends before `limit`.
  mutating func explore(_ image: Image, limit: Int) throws(DecodingError) {
    var exploration = Exploration(image: image, body: body, limit: limit)
    try exploration.run()
    instructions = exploration.found.keys.sorted().map { exploration.found[$0]! }
    try checkBoundaries()
    targets = exploration.targets
    let resumeHeaders = exploration.resumeHeaders
    // A catch block may do without a header: the engine does not read it.
    let covered = instructions.map(\.range)
    continuationHeaders =
      (resumeHeaders
      + exploration.handlers.subtracting(resumeHeaders.map(\.upperBound)).sorted().compactMap { handler in
        let header = handler - 2..<handler
        guard exploration.isContinuationHeader(at: header.lowerBound), !covered.overlaps(header) else {
          return nil
        }
        return header
      }).sorted { $0.lowerBound < $1.lowerBound }
  }

  private func checkBoundaries() throws(DecodingError) {
    for (previous, next) in zip(instructions, instructions.dropFirst())
    where next.range.lowerBound < previous.range.upperBound {
      throw DecodingError(
        .instructionBoundary, at: next.range.lowerBound,
        "a jump lands inside the instruction at \(previous.range.lowerBound.hex)",
        expected: "the start of an instruction")
    }
  }
}

extension [Range<Int>] {
  /// True iff one of the ranges, which are in order and apart from each other, overlaps `range`.
  ///
  /// Logarithmic.
  fileprivate func overlaps(_ range: Range<Int>) -> Bool {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = (low + high) / 2
      if self[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < endIndex && self[low].overlaps(range)
  }
}

/// The walk through the code of one function.
private struct Exploration {
  let image: Image
  let body: Int
  let limit: Int
  var found: [Int: RawInstruction] = [:]
  var targets: Set<Int> = []
  var handlers: Set<Int> = []
  var resumeHeaders: [Range<Int>] = []
  private var pending: [Int] = []

  init(image: Image, body: Int, limit: Int) {
    self.image = image
    self.body = body
    self.limit = limit
  }

  mutating func run() throws(DecodingError) {
    pending = [body]
    while let start = pending.popLast() {
      var next: Int? = start
      while let offset = next, found[offset] == nil { next = try step(at: offset) }
    }
  }

  /// Decodes the instruction at `offset`, and returns the offset of the one that is executed next, if any.
  private mutating func step(at offset: Int) throws(DecodingError) -> Int? {
    guard offset < limit else {
      throw DecodingError(
        .instructionBoundary, at: offset, "control runs off the end of the function at \(body.hex)")
    }
    let instruction = try RawInstruction(in: image, at: offset, end: limit)
    found[offset] = instruction
    switch instruction.content {
    case .jump(let target), .branch(let target):
      guard (body..<limit).contains(target) else {
        throw DecodingError(
          .branchTarget, at: offset, "branch target \(target.hex) is outside function at \(body.hex)",
          expected: "a target from \(body.hex) to \((limit - 1).hex)")
      }
      targets.insert(target)
      pending.append(target)
    case .startTry(let word): try addHandler(word, at: offset)
    case .operation(.await): return try resumePoint(behind: instruction)
    default: break
    }
    return instruction.isTerminator ? nil : instruction.range.upperBound
  }

  private mutating func addHandler(_ word: Int, at offset: Int) throws(DecodingError) {
    let target = word & ~1
    guard word & 1 == 1, target.isMultiple(of: 4), (body..<limit).contains(target) else {
      throw DecodingError(
        .catchTarget, at: offset, "catch block \(word.hex)",
        expected: "a 4-aligned offset + 1 within the function at \(body.hex)")
    }
    targets.insert(target)
    handlers.insert(target)
    pending.append(target)
  }

  /// The resume point of an await: the first aligned offset with room for a header before it.
  private mutating func resumePoint(behind await: RawInstruction) throws(DecodingError) -> Int {
    let resume = (`await`.range.upperBound + 2).roundedUp(to: 4)
    guard resume < limit, isContinuationHeader(at: resume - 2) else {
      throw DecodingError(
        .continuationHeader, at: resume - 2, "no header of a resume point behind the await",
        expected: "one that leads back to \(body.hex)")
    }
    guard case .asyncResume = try RawInstruction(in: image, at: resume, end: limit).content else {
      throw DecodingError(
        .resumePoint, at: resume, "the resume point of an await does not resume", expected: "async_resume")
    }
    if found[resume] == nil { resumeHeaders.append(resume - 2..<resume) }
    return resume
  }

  /// True iff the word at `header` is that of a continuation of this function behind it.
  func isContinuationHeader(at header: Int) -> Bool {
    let distance = header + 2 - body
    guard distance > 0, distance <= Limits.continuationOffset else { return false }
    return image.word(at: header)
      == TypeCode.function.rawValue << 12 | Format.continuationFlag | distance / 4
  }
}
