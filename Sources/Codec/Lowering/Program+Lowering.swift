import IL
import Snapshot

/// What became of the functions of a program when they were brought back into stack form.
public struct LoweringReport: Sendable {
  /// Why a function got the code back that it was read with.
  public enum Reason: Hashable, Sendable, CustomStringConvertible {
    /// It has no stack code of ours.
    case failed(LoweringFailure)
    /// Ours has more bytes.
    case larger(by: Int)
    /// Ours has as many bytes or fewer, but needs a larger frame.
    case deeper(by: Int)

    /// The reason, as a clause.
    public var description: String {
      switch self {
      case .failed(let failure): failure.description
      case .larger(let bytes): "its code would be \(bytes) bytes larger"
      case .deeper(let slots): "its frame would be \(slots) slots larger"
      }
    }
  }

  /// The functions that got their code back, ascending.
  public internal(set) var kept: [(function: FunctionID, reason: Reason)] = []

  /// A report of nothing.
  public init() {}
}

extension Program {
  /// Why a program has no stack form: a function that passes changed has none.
  public struct LoweringError: Error, CustomStringConvertible {
    /// The function.
    public var function: FunctionID
    /// Why.
    public var failure: LoweringFailure
    /// The name of the function, and why, in one line.
    public var description: String
  }

  /// Brings every function that is in SSA form into stack form.
  ///
  /// A function that no pass has changed gets the code back that it was read with if ours is not better.
  ///
  /// - Parameters:
  ///   - original: The program as it was read.
  ///   - lifted: The same, lifted.
  ///   - cache: The code that functions got before.
  public mutating func lower(
    original: Program, lifted: Program, reusing cache: inout LoweringCache
  ) throws(LoweringError) -> LoweringReport {
    var report = LoweringReport()
    let program = self
    let uninitialized = try? UninitializedValues(program)
    let rooms = program.functions.entries.contains { $0.element.isAsync } ? ActivationRooms(program) : nil
    for (id, function) in program.functions.entries where function.ssa != nil {
      let isUnchanged = lifted.functions.contains(id) && function.body == lifted.functions[id].body
      // Code that cannot be reached is not in the lifted form, so passes may have removed what it refers to.
      let unchanged =
        isUnchanged && program.containsEverything(mentionedBy: original.functions[id])
        ? original.functions[id] : nil
      do throws(LoweringFailure) {
        let sources = uninitialized.map { $0.sources(in: id) } ?? .anywhere
        var limits = FrameLimits(of: original.functions.contains(id) ? original.functions[id] : nil)
        if let room = rooms?[id] { limits.saved = limits.saved == .max ? room : max(limits.saved, room) }
        if let unchanged, let depths = try? StackDepths(unchanged) { limits.depth = depths.maximum }
        let input = function.loweringInput(in: program, sources, limits: limits)
        let code = try cache.code(of: id, for: input) { () throws(LoweringFailure) in try input.lowered() }
        functions[id].body = .stack(code)
        if let unchanged, let reason = functions[id].reason(toKeep: unchanged) {
          functions[id].body = unchanged.body
          report.kept.append((id, reason))
        }
      } catch {
        guard let unchanged else {
          throw LoweringError(
            function: id, failure: error,
            description: "\(Names(program)[id]) cannot be brought into stack form: \(error)")
        }
        functions[id].body = unchanged.body
        report.kept.append((id, .failed(error)))
      }
    }
    return report
  }

  /// Brings every function that is in SSA form into stack form, without code from before.
  public mutating func lower(original: Program, lifted: Program) throws(LoweringError) -> LoweringReport {
    var cache = LoweringCache()
    return try lower(original: original, lifted: lifted, reusing: &cache)
  }
}

extension Function {
  /// Why `original` is better than this function, if it is; both are in stack form.
  fileprivate func reason(toKeep original: Function) -> LoweringReport.Reason? {
    guard let size = codeSize, let originalSize = original.codeSize,
      let depth = try? StackDepths(self).maximum, let originalDepth = try? StackDepths(original).maximum
    else { return nil }
    if size > originalSize { return .larger(by: size - originalSize) }
    return depth > originalDepth ? .deeper(by: depth - originalDepth) : nil
  }
}
