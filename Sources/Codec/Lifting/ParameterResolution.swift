import IL

/// Finds the parameters that get the same value from everywhere, and what that value is.
///
/// As in Braun et al., "Simple and Efficient Construction of Static Single Assignment Form" (2013): a
/// parameter to which nothing but itself and one other operand is passed is that operand, which may make other
/// parameters redundant in turn.
struct ParameterResolution {
  /// What is passed for each parameter.
  private var incoming: [(parameter: Local, operands: [Operand])]
  /// The position in `incoming` for each local that is a parameter.
  private var positions: [Int?]
  private var replacements: [Operand?]

  /// Resolves parameters of a body with `localCount` locals.
  init(localCount: Int, _ incoming: [(parameter: Local, operands: [Operand])]) {
    self.incoming = incoming
    positions = Array(repeating: nil, count: localCount)
    replacements = Array(repeating: nil, count: incoming.count)
    for (position, entry) in incoming.enumerated() { positions[entry.parameter.index] = position }
    resolve()
  }

  /// True iff `local` is a parameter that is the same as another operand.
  func isRedundant(_ local: Local) -> Bool { positions[local.index].map { replacements[$0] != nil } ?? false }

  /// What is passed for `local`, if it is a parameter that was given to the initializer.
  func incoming(of local: Local) -> [Operand] { positions[local.index].map { incoming[$0].operands } ?? [] }

  /// The operand that `operand` is the same as.
  mutating func resolved(_ operand: Operand) -> Operand {
    var result = operand
    var path: [Int] = []
    while case .local(let local) = result, let position = positions[local.index],
      let replacement = replacements[position]
    {
      path.append(position)
      result = replacement
    }
    for position in path { replacements[position] = result }
    return result
  }

  private mutating func resolve() {
    // The parameters for which each one is passed.
    var users: [[Int]] = Array(repeating: [], count: incoming.count)
    for (position, entry) in incoming.enumerated() {
      for case .local(let local) in entry.operands {
        if let passed = positions[local.index] { users[passed].append(position) }
      }
    }
    var pending = Array(incoming.indices.reversed())
    var isPending = Array(repeating: true, count: incoming.count)
    while let position = pending.popLast() {
      isPending[position] = false
      guard replacements[position] == nil, let value = onlyValue(at: position) else { continue }
      replacements[position] = value
      for user in users[position] where !isPending[user] {
        isPending[user] = true
        pending.append(user)
      }
      guard let local = value.local, let other = positions[local.index] else { continue }
      // What used this parameter uses the other one from here on; the shorter list moves.
      if users[other].count < users[position].count { users.swapAt(other, position) }
      users[other] += users[position]
      users[position] = []
    }
  }

  /// The one operand other than the parameter itself that is passed for it, or nil if there are several.
  private mutating func onlyValue(at position: Int) -> Operand? {
    var result: Operand?
    for index in incoming[position].operands.indices {
      let value = resolved(incoming[position].operands[index])
      if value == .local(incoming[position].parameter) || value == result { continue }
      guard result == nil else { return nil }
      result = value
    }
    return result
  }
}
