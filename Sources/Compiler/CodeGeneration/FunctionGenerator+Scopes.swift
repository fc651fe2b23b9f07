import IL
import JavaScript

// Closure scopes: which one is current, and how to get back to it.

extension FunctionGenerator {
  /// The scope that a node makes.
  func scopeOf(_ node: NodeID) -> ScopeID {
    guard let scope = scopes.scopeOfNode[node.index] else { preconditionFailure("\(node) makes no scope") }
    return scope
  }

  /// Starts a block; see `BodyBuilder.start`.
  mutating func start(_ block: BlockID, _ entry: BodyBuilder.Entry = .join) {
    builder.start(block, entry, hasScope: !chain.isEmpty)
  }

  /// Makes the closure scope that belongs to `scope` current.
  mutating func pushFrame(_ scope: ScopeID) {
    let count = scopes[scope].captured.count + (scopes[scope].embedded == nil ? 0 : 1)
    // What is in the scope may need those around it, and what follows does.
    let isLinked = !chain.isEmpty
    let slotCount = count + (isLinked ? 1 : 0)
    builder.changeScope(isLinked ? .scopePush(slotCount: slotCount) : .scopeNew(slotCount: slotCount))
    link.setSlotCount(slotCount, of: scope, in: module)
    chain.append(.variables(scope))
  }

  /// Makes the closure scope around the current one current.
  mutating func popFrame() {
    popFrames(to: chain.count - 1)
    chain.removeLast()
    if chain.isEmpty { builder.forgetScope() }
  }

  /// Makes the closure scope current that is the innermost of `count`, on the way to some other place.
  mutating func popFrames(to count: Int, from current: Int? = nil) {
    let first = max(count, 1)
    let last = current ?? chain.count
    guard first < last else { return }
    for _ in first..<last { builder.changeScope(.scopePop) }
  }

  /// Makes a closure scope current again that has been saved as a value.
  mutating func restoreScope(_ saved: Operand) {
    builder.changeScope(.scopeNew(slotCount: 1))
    builder.perform(.storeScoped(0), builder.currentScope, saved)
    builder.changeScope(.scopePop)
  }

  /// True iff `scope` has variables that are captured.
  func hasFrame(_ scope: ScopeID) -> Bool { !scopes[scope].captured.isEmpty }

  /// Writes code in `scope`.
  mutating func inScope(
    _ scope: ScopeID, _ body: (inout FunctionGenerator) throws(CompilationError) -> Void
  ) throws(CompilationError) {
    let outer = lexicalScope
    lexicalScope = scope
    try body(&self)
    lexicalScope = outer
  }

  /// Writes code that makes the closure scope of `home` current, if it has one, and not for the whole function.
  ///
  /// An exception that leaves an async function must find the scope of its activation, so a `try` around the code
  /// sees to that.
  mutating func guardingActivation(
    _ home: ScopeID, _ body: (inout FunctionGenerator) throws(CompilationError) -> Void
  ) throws(CompilationError) {
    guard isAsync, hasFrame(home), !control.contains(where: \.isTry) else { return try body(&self) }
    let after = builder.makeBlock()
    let handler = enterTry()
    try body(&self)
    leaveTry()
    builder.jump(after)
    startHandler(handler)
    builder.end(.throwValue(builder.parameter(of: handler.block)))
    start(after)
  }

  // MARK: Exceptions

  /// A catch block that will follow.
  struct Handler {
    var block: BlockID
    /// Where the `try` begins.
    fileprivate var position: BodyBuilder.Position?
    /// The scope that is current there.
    fileprivate var scope: Local?
    fileprivate var changeCount: Int
  }

  /// Enters a `try`.
  mutating func enterTry() -> Handler {
    let handler = Handler(
      block: builder.makeBlock(parameters: 1), position: builder.position, scope: builder.scope,
      changeCount: builder.scopeChangeCount)
    let body = builder.makeBlock()
    builder.end(.startTry(Edge(body), handler: handler.block))
    start(body)
    control.append(.tryBlock)
    return handler
  }

  /// Leaves the `try` that was entered last, where control reaches its end.
  mutating func leaveTry() {
    control.removeLast()
    builder.perform(.endTry)
  }

  /// Starts a catch block, in the scope that was current where the `try` was entered.
  mutating func startHandler(_ handler: Handler) {
    start(handler.block, .open)
    guard !chain.isEmpty, let scope = handler.scope, let position = handler.position,
      builder.scopeChangeCount != handler.changeCount
    else { return }
    // The engine enters it with the scope that was current where the exception came from.
    restoreScope(builder.append(.loadClosure, [.local(scope)], at: position))
  }
}
