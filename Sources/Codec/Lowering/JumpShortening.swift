import IL
import Snapshot

/// Exchanges parts of stack code so that fewer jumps are too far from their targets for the short form.
///
/// The parts are those between which control only goes by jumps, so all but the first can stand in any order. One end
/// of each jump that is too long is moved next to the other; what makes the code shorter stays.
struct JumpShortening {
  private let parts: [ArraySlice<Instruction>]
  private let entryDepth: Int
  private let limits: FrameLimits
  /// The numbers of the parts, in the order of the best code.
  private var order: [Int]
  private var best: LoweringCandidate
  private var attemptsLeft = Self.attemptLimit

  /// How many orders are tried, so that time is linear in the size of the code.
  private static let attemptLimit = 32

  /// What `candidate`, the code of a function that is entered at `entryDepth`, becomes.
  static func shortened(
    _ candidate: LoweringCandidate, entryDepth: Int, _ limits: FrameLimits
  ) -> LoweringCandidate {
    var shortening = JumpShortening(candidate, entryDepth, limits)
    while shortening.improve() {}
    return shortening.best
  }

  private init(_ candidate: LoweringCandidate, _ entryDepth: Int, _ limits: FrameLimits) {
    best = candidate
    self.entryDepth = entryDepth
    self.limits = limits
    parts = candidate.code.parts
    order = Array(parts.indices)
  }

  /// Tries to shorten each jump that is too long, and returns whether it is worth to try again.
  private mutating func improve() -> Bool {
    let sizeBefore = best.size
    for jump in longJumps() {
      move(jump.target, nextTo: jump.source, isBehind: true)
      move(jump.source, nextTo: jump.target, isBehind: false)
      move(jump.target, nextTo: jump.source, isBehind: false)
      move(jump.source, nextTo: jump.target, isBehind: true)
    }
    return best.size < sizeBefore && attemptsLeft > 0
  }

  /// The parts that jumps in the long form connect.
  private func longJumps() -> [(source: Int, target: Int)] {
    let instructions = best.code.instructions
    var partOfPosition: [Int] = []
    for part in order { partOfPosition += repeatElement(part, count: parts[part].count) }
    let positions = best.code.labelPositions
    return Function(best.code, entryDepth: entryDepth).longJumps.compactMap { position in
      let source = partOfPosition[position]
      let target = partOfPosition[positions[instructions[position].operation.target!]!]
      return source == target ? nil : (source, target)
    }
  }

  /// Moves `part` directly behind or before `other`, if that makes the code shorter.
  private mutating func move(_ part: Int, nextTo other: Int, isBehind: Bool) {
    guard part != 0, isBehind || other != 0, attemptsLeft > 0 else { return }
    var moved = order.filter { $0 != part }
    moved.insert(part, at: moved.firstIndex(of: other)! + (isBehind ? 1 : 0))
    guard moved != order else { return }
    attemptsLeft -= 1
    let code = StackCode(moved.flatMap { parts[$0] })
    guard let candidate = try? LoweringCandidate(code, entryDepth: entryDepth, limits),
      candidate.isBetter(than: best, maximumDepth: limits.depth)
    else { return }
    best = candidate
    order = moved
  }
}

extension StackCode {
  /// The instructions up to and including each terminator.
  fileprivate var parts: [ArraySlice<Instruction>] {
    var parts: [ArraySlice<Instruction>] = []
    var start = 0
    for (position, instruction) in instructions.enumerated() where instruction.operation.isTerminator {
      parts.append(instructions[start...position])
      start = position + 1
    }
    if start < instructions.count { parts.append(instructions[start...]) }
    return parts
  }
}
