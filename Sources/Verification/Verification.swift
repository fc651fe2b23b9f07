import CaseRunner
import Runtime

/// Runs two snapshots, or a snapshot and a program, and compares everything that their host can observe.
///
/// Snapshots run in our engine, which behaves like the reference engine here unless it is told otherwise. What the two
/// have in common by construction, memory figures and instruction counts among them, is not compared.
public struct Verification {
  /// What came out.
  public enum Outcome {
    /// All cases are the same, of which so many ended early because a resource ran out.
    case same(cases: Int, cutShort: Int)
    /// The first difference, and the seed of the made-up case that shows it; nil for a case that was given.
    case different(Difference, seed: UInt64?)
  }

  /// How many instructions a made-up case may execute: enough for what is not an endless loop.
  private static let gas = 300_000

  /// Makes a machine with the given functions of the host.
  public typealias Loading = (_ imports: @escaping (UInt16) -> Import?) throws -> any GuestMachine

  private let left: [UInt8]
  private let right: Loading
  private let options: Configuration

  /// Prepares to compare two snapshots.
  public init(_ left: [UInt8], _ right: [UInt8]) {
    self.init(left, conformance: .reference) { imports in
      try VM(snapshot: right, other: imports, options: Self.options(.reference))
    }
  }

  /// Prepares to compare a snapshot and what another machine runs.
  public init(_ left: [UInt8], conformance: Configuration.Conformance, with right: @escaping Loading) {
    self.left = left
    self.right = right
    options = Self.options(conformance)
  }

  private static func options(_ conformance: Configuration.Conformance) -> Configuration {
    var options = Configuration()
    options.conformance = conformance
    return options
  }

  /// Runs `definition` on both.
  ///
  /// - Throws: ``CaseRunner/CaseError`` if the case does not fit the first snapshot.
  public func run(_ definition: Case) throws -> Outcome {
    let before = try CaseRunner.run(definition, on: left, options: options)
    let after = try CaseRunner.run(definition, loading: right)
    return switch TraceComparison(before, after) {
    case .same: .same(cases: 1, cutShort: 0)
    case .sameUntilResourceError: .same(cases: 1, cutShort: 1)
    case .different(let difference): .different(difference, seed: nil)
    }
  }

  /// Runs `count` made-up cases on both, with the seeds from `seed` on.
  ///
  /// - Throws: ``Runtime/VMError`` if the first snapshot does not load.
  public func runGeneratedCases(seed: UInt64, count: Int) throws -> Outcome {
    var cutShort = 0
    let machine = try VM(snapshot: left, other: { _ in .function { _ in .undefined } }, options: options)
    for seed in (0..<UInt64(count)).map({ seed &+ $0 }) {
      var generator = CaseGenerator(seed: seed, options: options, gas: Self.gas)
      let definition = try generator.makeCase(for: left, imports: machine.imports, exports: machine.exports)
      let before = try CaseRunner.run(definition, on: left, options: options, gas: Self.gas)
      let after: Trace
      do {
        after = try CaseRunner.run(definition, gas: Self.gas, loading: right)
      } catch let error as CaseError {
        // The other snapshot handed out fewer handles, so it has parted from the first before.
        after = try longestTrace(of: definition) ?? { throw error }()
      }
      switch TraceComparison(before, after) {
      case .same: break
      case .sameUntilResourceError: cutShort += 1
      case .different(let difference): return .different(difference, seed: seed)
      }
    }
    return .same(cases: count, cutShort: cutShort)
  }

  /// What the second snapshot does in the first steps of a case that it cannot run to its end.
  private func longestTrace(of definition: Case) throws -> Trace? {
    for count in definition.steps.indices.reversed() {
      let start = Case(steps: Array(definition.steps.prefix(count)), imports: definition.imports)
      do {
        return try CaseRunner.run(start, gas: Self.gas, loading: right)
      } catch is CaseError {
        continue
      }
    }
    return nil
  }
}
