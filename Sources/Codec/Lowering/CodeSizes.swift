import IL
import Snapshot

/// What functions take in the file, found by lowering them.
///
/// That takes far longer than an estimate, so passes ask for it where an estimate says that something may be gained,
/// and what was found is kept: when passes run again, most functions are as they were.
public struct CodeSizes: Sendable {
  /// Sizes that were found, of functions of any program: all that they depend on is what they are found by.
  public struct Cache: Sendable {
    /// The size, or how many bytes the function exceeds; nil if it exceeds any.
    fileprivate enum Entry {
      case size(Int)
      case above(Int)
    }

    fileprivate var entries: [LoweringCache.Input: Entry] = [:]

    /// A cache of nothing.
    public init() {}
  }

  private let uninitialized: UninitializedValues
  /// What was found so far.
  public private(set) var cache: Cache

  /// Prepares to lower functions of the program of which `uninitialized` tells, except those in `cache`.
  public init(_ uninitialized: UninitializedValues, reusing cache: Cache = Cache()) {
    self.uninitialized = uninitialized
    self.cache = cache
  }

  /// The bytes of the function with `body` in ROM, its header and the padding behind it included; nil if it has no
  /// stack code, or clearly takes more than `limit`.
  ///
  /// - Parameters:
  ///   - body: What the function does.
  ///   - origin: The function of the program whose locals those of `body` are that scopes give.
  ///   - program: The program with the functions that `body` calls.
  ///   - limit: What nobody cares about is found to be too large in less time.
  public mutating func size(of body: SSABody, from origin: FunctionID, in program: Program, limit: Int = .max)
    -> Int?
  {
    let input = Function(.ssa(body)).loweringInput(
      in: program, uninitialized.sources(in: origin), limits: FrameLimits(of: nil))
    switch cache.entries[input] {
    case .size(let size): return size
    case .above(let known) where limit <= known: return nil
    case .above, nil: break
    }
    guard let size = input.size(limit: limit) else {
      cache.entries[input] = .above(limit)
      return nil
    }
    cache.entries[input] = .size(size)
    return size
  }
}

extension LoweringCache.Input {
  /// The bytes of the shortest code in ROM; nil if there is none, or it clearly takes more than `limit`.
  fileprivate func size(limit: Int) -> Int? {
    guard let code = try? LoweringSearch.run(self, limit: limit) else { return nil }
    return Function(code).romSize
  }
}
