import IL

/// A transformation of a program that keeps its behaviour.
public struct Pass: Sendable {
  /// The name on the command line; that of the pass's file in kebab case.
  public let name: String
  /// What it does, in one line.
  public let summary: String
  private let body: @Sendable (inout PassContext) -> Void

  /// Makes a pass.
  init(_ name: String, _ summary: String, _ body: @escaping @Sendable (inout PassContext) -> Void) {
    self.name = name
    self.summary = summary
    self.body = body
  }

  /// Runs the pass.
  func run(_ context: inout PassContext) { body(&context) }
}

extension Pass {
  /// The passes that `mvboost` runs unless told otherwise.
  ///
  /// Facts about the whole program get better with every part that goes, so what nothing needs goes first, and
  /// again once the array prototype is gone: its `push` is often the only code that computes a key.
  public static let defaultPipeline: [Pass] = [
    .constantGlobals, .constantFolding, .propagateValues, .deadCode, .directCalls, .parameterCulling,
    .callSplitting, .inlining, .objectPromotion, .cellPromotion, .deadInstructions, .specialization,
    .instantiation, .scalarReplacement, .objectPromotion, .cellPromotion, .romPromotion,
    .closureSimplification, .scopeSlots, .scopeMerging, .constantGlobals, .deadCode, .unreachableEntities,
    .scopePromotion, .cellPromotion, .deadInstructions, .duplicateCells,
    .duplicateFunctions, .unusedBuiltins, .integerKeys, .constantFolding, .deadInstructions,
    .unreachableEntities, .staticKeys, .duplicateBlocks, .byteArrays, .outlining,
  ]

  /// Every pass there is, in the order in which the default pipeline first runs them.
  public static let all: [Pass] = defaultPipeline.enumerated().filter { index, pass in
    !defaultPipeline[..<index].contains { $0.name == pass.name }
  }.map(\.element)

  /// The pass of this name.
  public static func named(_ name: String) -> Pass? { all.first { $0.name == name } }
}
