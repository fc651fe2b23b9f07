/// Choices of which none is best for every function.
struct LoweringStrategy: Hashable {
  /// The callee of a method call is stored below the receiver, which then needs no slot.
  var usesPlaceholders = true
  /// That of a method call that is a statement is not: a join can then take what the statement needs first.
  var keepsStatementsPlain = false
  /// Operands that a join takes below its parameter are pushed before the paths part.
  var pushesAhead = true
  /// Results that nothing uses stay in the frame until the block ends.
  var dropsLate = false

  /// Locals on top of the frame are dropped when nothing needs them any more, for a frame that is less deep.
  var dropsDead = false

  /// Little is in the frame at an `await`, which saves it: no operand waits, and results go to slots that are free.
  var savesLittle = false

  /// How many literals may be pushed once for the whole function.
  var sharedLiterals = 0

  /// The ways to schedule and to drop values, best guess first.
  static let all: [LoweringStrategy] = [
    LoweringStrategy(),
    LoweringStrategy(dropsLate: true),
    LoweringStrategy(usesPlaceholders: false),
    LoweringStrategy(usesPlaceholders: false, dropsLate: true),
    LoweringStrategy(pushesAhead: false),
    LoweringStrategy(usesPlaceholders: false, pushesAhead: false),
    LoweringStrategy(dropsDead: true),
    LoweringStrategy(pushesAhead: false, dropsDead: true),
    LoweringStrategy(usesPlaceholders: false, dropsDead: true),
  ]

  /// The ways to lower functions that no other is a way for: async ones whose frames fit no scope otherwise, and those
  /// in which values that cannot be copied would have to be.
  static let lastResorts: [LoweringStrategy] = [
    LoweringStrategy(keepsStatementsPlain: true),
    LoweringStrategy(keepsStatementsPlain: true, dropsDead: true),
    LoweringStrategy(pushesAhead: false, dropsDead: true, savesLittle: true),
    LoweringStrategy(usesPlaceholders: false, pushesAhead: false, dropsDead: true, savesLittle: true),
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
