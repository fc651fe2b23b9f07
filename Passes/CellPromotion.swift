import Codec
import IL

extension Pass {
  /// Turns variables that catch blocks need not see into values.
  ///
  /// A cell is there for what a catch block may read and its `try` may have stored. Safe because a load gives what
  /// the last store put there: where only one store can be that, its operand stands for the load, and where
  /// paths with several meet, a parameter of the block does. An exception counts as a path from where it may be
  /// thrown to the catch block, to which nothing can be passed; so cells in which a catch block may find several
  /// values stay, with all that they share a path with. A load fails if its cell is uninitialized, and so does
  /// the `initialized` that takes its place where the value may be `deleted`.
  ///
  ///       store_cell 0, 1
  ///       branch %1, b1, b2
  ///     b1:
  ///       store_cell 0, 2
  ///       jump b2
  ///     b2:
  ///       %2 = load_cell 0
  ///       return %2
  /// becomes
  ///       branch %1, b1, b2(1)
  ///     b1:
  ///       jump b2(2)
  ///     b2(%2):
  ///       return %2
  static let cellPromotion = Pass("cell-promotion", "turn variables that no catch block reads into values") {
    context in
    let program = context.program
    let names = context.names
    guard program.functions.entries.contains(where: { ($1.ssa?.cellCount ?? 0) > 0 }) else { return }
    let values = try? UninitializedValues(program)
    for (id, function) in program.functions.entries {
      guard let body = function.ssa, body.cellCount > 0 else { continue }
      let promoted = values.map { body.promotingCells($0, in: id) } ?? body.promotingCells()
      let (before, after) = (body.blocks.flatMap(\.cells).count, promoted.blocks.flatMap(\.cells).count)
      guard after < before,
        context.accept("\(names[id]): catch blocks need \(after) of \(before) loads and stores of cells")
      else { continue }
      context.update { $0.functions[id].body = .ssa(promoted) }
    }
  }
}
