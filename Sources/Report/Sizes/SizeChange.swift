/// A number of bytes, or of something else, before and after optimizing.
public struct SizeChange: Hashable, Sendable {
  /// In the input.
  public var before: Int
  /// In the output.
  public var after: Int

  /// Makes a change from `before` to `after`.
  public init(before: Int = 0, after: Int = 0) {
    self.before = before
    self.after = after
  }

  /// What was added; negative if it shrank.
  public var difference: Int { after - before }

  /// The difference in tenths of a percent of what was before, or nil if nothing was before.
  ///
  /// An integer, so that text and JSON round alike.
  public var permille: Int? {
    before == 0 ? nil : Int((Double(difference) * 1000 / Double(before)).rounded())
  }

  /// Adds up two changes.
  static func + (left: SizeChange, right: SizeChange) -> SizeChange {
    SizeChange(before: left.before + right.before, after: left.after + right.after)
  }
}

extension SizeChange {
  /// The difference with its sign: `-156`, `+2`, `0`.
  var differenceText: String { difference > 0 ? "+\(difference)" : String(difference) }

  /// The difference in percent, with one decimal and its sign: `-10.6`; nil if nothing was before.
  var percentText: String? {
    permille.map { permille in
      let sign = permille < 0 ? "-" : permille > 0 ? "+" : ""
      return "\(sign)\(permille.magnitude / 10).\(permille.magnitude % 10)"
    }
  }
}
