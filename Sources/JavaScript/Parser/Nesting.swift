/// How deep a tree is, so that neither the parser nor what walks the tree overflows a `LargeStack`.
///
/// Both counts together bound the height of the whole tree: nesting such as `((a))`, and chains such as
/// `a + b + c`, of which each link contains the one before.
struct Nesting {
  /// The greatest height of a tree.
  static let limit = 1000

  /// How many nodes contain what is being parsed.
  private var depth = 0
  /// The height of what was parsed last at this depth.
  private var height = 0

  /// Begins a part of the text inside the others, and returns what `leave` needs.
  mutating func enter(at range: SourceRange) throws(SyntaxError) -> Int {
    depth += 1
    try check(range, height: 0)
    let outerHeight = height
    height = 0
    return outerHeight
  }

  /// Ends the part that `enter` began.
  mutating func leave(_ outerHeight: Int) {
    depth -= 1
    height = max(outerHeight, height + 1)
  }

  /// Puts what was parsed last into another node.
  mutating func wrap(at range: SourceRange) throws(SyntaxError) {
    height += 1
    try check(range, height: height)
  }

  private func check(_ range: SourceRange, height: Int) throws(SyntaxError) {
    guard depth + height <= Self.limit else {
      throw SyntaxError("the code is nested too deeply; the limit is \(Self.limit) levels", at: range)
    }
  }
}
