import CaseRunner

/// Whether two snapshots did the same, as far as their host can tell (engine specification, section 12.1).
public enum TraceComparison {
  /// Every event is the same.
  case same
  /// The events are the same up to one that only says that a resource ran out, in one snapshot or both.
  ///
  /// Stack, heap and instruction limits are not behaviour (section 12.4), and what comes after differs for that
  /// reason alone.
  case sameUntilResourceError
  /// The first event that differs, with both histories.
  case different(Difference)

  /// Compares the events of one case.
  public init(_ left: Trace, _ right: Trace) {
    for (index, (before, after)) in zip(left.events, right.events).enumerated() {
      if Self.isResourceError(before) || Self.isResourceError(after) {
        self = .sameUntilResourceError
        return
      }
      guard before.matches(after) else {
        self = .different(Difference(index: index, left: left, right: right))
        return
      }
    }
    let longer = left.events.count > right.events.count ? left : right
    let count = min(left.events.count, right.events.count)
    if count == longer.events.count {
      self = .same
    } else if Self.isResourceError(longer.events[count]) {
      self = .sameUntilResourceError
    } else {
      self = .different(Difference(index: count, left: left, right: right))
    }
  }

  /// The engine's errors for a limit that was reached: memory, stack, and instructions.
  private static let resourceErrors: Set<Double> = [2, 3, 8, 32, 33, 51]

  private static func isResourceError(_ event: JSON) -> Bool {
    event["code"]?.number.map(resourceErrors.contains) ?? false
  }
}

/// Where two traces part.
public struct Difference: CustomStringConvertible {
  /// The position of the first event that differs.
  public let index: Int
  /// What the first snapshot did.
  public let left: Trace
  /// What the second snapshot did.
  public let right: Trace

  /// How many events before the difference are shown.
  private static let context = 8

  /// Both histories up to the difference, and the event in which they differ.
  public var description: String {
    let start = max(0, index - Self.context)
    let common = (start..<index).map { "    \($0)  \(left.events[$0])" }
    func event(_ trace: Trace) -> String {
      index < trace.events.count ? trace.events[index].description : "nothing more"
    }
    let omitted = start > 0 ? ["    ... \(start) events before are the same"] : []
    return
      (["event \(index) differs"] + omitted + common + [
        "  < \(index)  \(event(left))", "  > \(index)  \(event(right))",
      ])
      .joined(separator: "\n")
  }
}
