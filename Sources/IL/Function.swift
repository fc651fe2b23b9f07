/// A function of the program.
public struct Function: Hashable, Sendable {
  /// What a function does, in one of two forms.
  public enum Body: Hashable, Sendable {
    /// Instructions for the engine's stack machine: what snapshots hold.
    case stack(StackCode)
    /// What passes work on.
    case ssa(SSABody)
  }

  /// What it does.
  public var body: Body
  /// The number of values already in the frame when the function is entered.
  ///
  /// 0, except for the built-in catch block of async functions, which a throw enters at depth 2.
  public var entryDepth: Int
  /// A name for reports.
  public var name: String?

  /// Makes a function.
  public init(_ code: StackCode, entryDepth: Int = 0, name: String? = nil) {
    self.init(.stack(code), entryDepth: entryDepth, name: name)
  }

  /// Makes a function.
  public init(_ body: Body, entryDepth: Int = 0, name: String? = nil) {
    self.body = body
    self.entryDepth = entryDepth
    self.name = name
  }

  /// The body as stack code.
  ///
  /// - Precondition: the body has that form.
  public var code: StackCode {
    get {
      guard case .stack(let code) = body else { preconditionFailure("the function is in SSA form") }
      return code
    }
    set { body = .stack(newValue) }
  }

  /// The body in SSA form, or nil if it has the other form.
  public var ssa: SSABody? { if case .ssa(let body) = body { body } else { nil } }

  /// True iff calling the function starts an async activation.
  public var isAsync: Bool {
    switch body {
    case .ssa(let body): body.isAsync
    case .stack(let code):
      if case .asyncStart = code.instructions.first(where: { !$0.isLabel })?.operation { true } else { false }
    }
  }
}
