/// Choices of which none is best for every function.
struct LoweringStrategy: Hashable {
  /// Choices about what waits on the stack.
  struct Scheduling: Hashable {
    /// The callee of a method call is stored below the receiver, which then needs no slot.
    var usesPlaceholders = true
    /// Operands that a join takes below its parameter are pushed before the paths part.
    var pushesAhead = true
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

  /// The same with literals shared, to a growing extent.
  var sharing: [LoweringStrategy] {
    [1, 2, 3, 5, 8, 16].map { limit in
      var strategy = self
      strategy.sharedLiterals = limit
      return strategy
    }
  }
}
