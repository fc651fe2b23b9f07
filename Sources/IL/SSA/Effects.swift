/// What an operation may do other than to give a result: an upper bound.
///
/// An operation without effects can go if nothing uses its result. Two operations may change places if neither
/// writes what the other reads or writes, and at most one of them is observable (`isObservable`).
public struct Effects: OptionSet, Hashable, Sendable {
  /// One bit for each effect.
  public let rawValue: UInt32
  /// Makes a set from its bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Reads an argument.
  public static let readsArguments = Effects(rawValue: 1 << 0)
  /// Replaces an argument.
  public static let writesArguments = Effects(rawValue: 1 << 1)
  /// Reads a cell.
  public static let readsCells = Effects(rawValue: 1 << 2)
  /// Writes a cell.
  public static let writesCells = Effects(rawValue: 1 << 3)
  /// Reads a variable of a scope.
  public static let readsScopes = Effects(rawValue: 1 << 4)
  /// Writes a variable of a scope.
  public static let writesScopes = Effects(rawValue: 1 << 5)
  /// Reads a global variable.
  public static let readsGlobals = Effects(rawValue: 1 << 6)
  /// Writes a global variable.
  public static let writesGlobals = Effects(rawValue: 1 << 7)
  /// Reads an object or array.
  public static let readsHeap = Effects(rawValue: 1 << 8)
  /// Writes an object or array.
  public static let writesHeap = Effects(rawValue: 1 << 9)
  /// Reads which scope is current.
  public static let readsCurrentScope = Effects(rawValue: 1 << 10)
  /// Makes another scope current.
  public static let changesCurrentScope = Effects(rawValue: 1 << 11)
  /// May throw an exception, which a catch block can see.
  public static let throwsException = Effects(rawValue: 1 << 12)
  /// May end the call of the host with an error of the engine (engine specification, section 1.4).
  public static let fails = Effects(rawValue: 1 << 13)
  /// Runs code that may do anything, host functions included.
  public static let calls = Effects(rawValue: 1 << 14)
  /// Enters or leaves a `try`, or suspends the function.
  public static let movesFrame = Effects(rawValue: 1 << 15)

  /// Everything that a call can do.
  public static let ofCall: Effects = [
    .readsScopes, .writesScopes, .readsGlobals, .writesGlobals, .readsHeap, .writesHeap, .throwsException,
    .fails, .calls,
  ]

  /// Everything that an operation reads.
  public static let reads: Effects = [
    .readsArguments, .readsCells, .readsScopes, .readsGlobals, .readsHeap, .readsCurrentScope,
  ]

  /// Everything that an operation writes.
  public static let writes: Effects = [
    .writesArguments, .writesCells, .writesScopes, .writesGlobals, .writesHeap, .changesCurrentScope,
  ]

  /// True iff leaving the operation out, or doing it when it was not to be done, can be noticed.
  public var isObservable: Bool {
    !isDisjoint(with: Self.writes.union([.throwsException, .fails, .calls, .movesFrame]))
  }

  /// True iff an operation with these effects must not change places with one that has `other`.
  public func conflicts(with other: Effects) -> Bool {
    func isWritten(by writer: Effects, for reader: Effects) -> Bool {
      let written = writer.intersection(.writes)
      // The bit of each write is that of the read of the same thing, shifted by one.
      let touched = Effects(rawValue: written.rawValue >> 1).union(written)
      return !touched.isDisjoint(with: reader)
    }
    let stops: Effects = [.throwsException, .fails, .calls, .movesFrame]
    // Where execution stops decides which writes happened and which of two errors is seen.
    let isStoppedBefore = !isDisjoint(with: stops) && other.isObservable
    let isStoppedAfter = !other.isDisjoint(with: stops) && isObservable
    return isStoppedBefore || isStoppedAfter || isWritten(by: self, for: other)
      || isWritten(by: other, for: self)
  }
}
