/// Choices of which none is best for every function.
struct LoweringStrategy: Hashable {
  /// Choices about what waits on the stack.
  struct Scheduling: Hashable {
    /// The callee of a method call is stored below the receiver, which then needs no slot.
    var usesPlaceholders = true
    /// That of a method call that is a statement is not: a join can then take what the statement needs first.
    var keepsStatementsPlain = false
    /// Operands that a join takes below its parameter are pushed before the paths part.
    var pushesAhead = true
    /// No operand waits for an `await`, which would save it.
    var savesLittle = false
    /// Results that nothing uses stay in the frame.
    var dropsLate = false
  }

  /// When what is not needed any more leaves the frame.
  enum Dropping: Hashable {
    /// Results that nothing uses at once, the rest where paths part or meet.
    case early
    /// All of it where paths part or meet.
    case late
    /// All of it as soon as it is on top, for a frame that is less deep.
    case always
  }

  let scheduling: Scheduling
  let dropping: Dropping

  /// How many literals may be pushed once for the whole function.
  var sharedLiterals = 0

  /// Combines choices.
  init(_ scheduling: Scheduling, _ dropping: Dropping) {
    var scheduling = scheduling
    scheduling.dropsLate = dropping == .late
    self.scheduling = scheduling
    self.dropping = dropping
  }

  /// The ways to schedule and to drop values, best guess first.
  static let all: [LoweringStrategy] =
    [(true, true), (false, true), (true, false), (false, false)].flatMap { usesPlaceholders, pushesAhead in
      [Dropping.early, .late, .always].map { dropping in
        LoweringStrategy(
          Scheduling(usesPlaceholders: usesPlaceholders, pushesAhead: pushesAhead), dropping)
      }
    }

  /// The ways to lower functions that no other is a way for: async ones whose frames fit no scope otherwise, and those
  /// in which values that cannot be copied would have to be.
  static let lastResorts: [LoweringStrategy] = [
    LoweringStrategy(Scheduling(keepsStatementsPlain: true), .early),
    LoweringStrategy(Scheduling(keepsStatementsPlain: true), .always),
    LoweringStrategy(Scheduling(pushesAhead: false, savesLittle: true), .always),
    LoweringStrategy(Scheduling(usesPlaceholders: false, pushesAhead: false, savesLittle: true), .always),
  ]

  /// The same with literals shared, to a growing extent.
  var sharing: [LoweringStrategy] {
    [1, 2, 3, 5, 8, 16].map { limit in
      var strategy = self
      strategy.sharedLiterals = limit
      return strategy
    }
  }
}
