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
    /// No operand waits over an `await`, which would have to save it.
    var keepsAwaitsApart = false
  }

  /// When what is not needed any more leaves the frame.
  enum Dropping: Hashable {
    /// Results that nothing uses at once, the rest where paths part or meet.
    case early
    /// All of it where paths part or meet.
    case late
    /// All of it as soon as it is on top, for a frame that is less deep.
    case always
    /// The same, and what is below the top is replaced by results, for a frame of which an `await` saves less.
    case replacing

    /// True iff what is on top leaves the frame as soon as nothing needs it.
    var isImmediate: Bool { self == .always || self == .replacing }
  }

  var scheduling = Scheduling()
  var dropping = Dropping.early

  /// How many literals may be pushed once for the whole function.
  var sharedLiterals = 0

  /// The ways to schedule and to drop values, best guess first.
  static let all: [LoweringStrategy] =
    [(true, true), (false, true), (true, false), (false, false)].flatMap { usesPlaceholders, pushesAhead in
      [Dropping.early, .late, .always].map { dropping in
        LoweringStrategy(
          scheduling: Scheduling(usesPlaceholders: usesPlaceholders, pushesAhead: pushesAhead),
          dropping: dropping)
      }
    }

  /// The ways to lower functions that no other is a way for: async ones whose frames fit no scope otherwise, and those
  /// in which values that cannot be copied would have to be.
  static let lastResorts: [LoweringStrategy] =
    [Dropping.early, .always].map {
      LoweringStrategy(scheduling: Scheduling(keepsStatementsPlain: true), dropping: $0)
    }
    + [true, false].map {
      LoweringStrategy(
        scheduling: Scheduling(usesPlaceholders: $0, pushesAhead: false, keepsAwaitsApart: true),
        dropping: .replacing)
    }

  /// The same with literals shared, to a growing extent.
  var sharing: [LoweringStrategy] {
    [1, 2, 3, 5, 8, 16].map { limit in
      var strategy = self
      strategy.sharedLiterals = limit
      return strategy
    }
  }
}
