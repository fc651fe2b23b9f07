import JavaScript

/// Finds out what the names in a module mean.
///
/// One walk over the tree: the declarations of a scope are collected when the walk enters it, so that every name
/// can be looked up where it stands.
struct ScopeAnalyzer {
  var result: ModuleScopes
  /// The scope that the walk is in.
  var scope = ModuleScopes.moduleScope
  /// How many loops of the current function the walk is in.
  var loopDepth = 0
  /// True for each binding that the walk has seen initialized.
  var isInitialized: [Bool] = []
  /// The names that are assigned or declared where a constant must not be assigned.
  private var captured: Set<Capture> = []
  private var freeNames: Set<String> = []
  /// Classes and what they extend, to find names that always mean the same.
  var superclasses: [(binding: BindingID, reference: NodeID)] = []

  private struct Capture: Hashable {
    var function: FunctionIndex
    var binding: BindingID
  }

  /// A mistake that the names of a module show.
  struct Problem: Error {
    var range: SourceRange
    var description: String
  }

  /// Analyzes `module`.
  static func analyze(_ module: Module) throws(Problem) -> ModuleScopes {
    var analyzer = ScopeAnalyzer(module)
    try analyzer.walk(module)
    var storage = StorageAssignment(analyzer.result)
    storage.resolveAliases(analyzer.superclasses)
    storage.assign()
    return storage.scopes
  }

  private init(_ module: Module) {
    let count = module.nodeCount
    result = ModuleScopes(
      references: Array(repeating: nil, count: count), isEarly: Array(repeating: false, count: count),
      scopeOfNode: Array(repeating: nil, count: count), functionOfNode: Array(repeating: nil, count: count))
    let top = FunctionIndex(0)
    let scope = ModuleScopes.moduleScope
    result.scopes = [Scope(parent: nil, function: top, loopDepth: 0, home: scope)]
    result.functions = [
      FunctionScope(parent: nil, scope: scope, definition: scope, loopDepth: 0, isAsync: false)
    ]
  }

  // MARK: Scopes

  /// The function that the walk is in.
  var function: FunctionIndex { result[scope].function }

  /// Does `body` in a new scope for `node`.
  ///
  /// - Parameter isHome: True iff closures in it must not share variables with the code around it.
  mutating func inScope(
    _ node: NodeID?, isHome: Bool = false, function: FunctionIndex? = nil,
    _ body: (inout ScopeAnalyzer) throws(Problem) -> Void
  ) throws(Problem) {
    let outer = scope
    let id = ScopeID(result.scopes.count)
    result.scopes.append(
      Scope(
        parent: outer, function: function ?? self.function, loopDepth: loopDepth,
        home: isHome ? id : result[outer].home))
    if let node { result.scopeOfNode[node.index] = id }
    scope = id
    try body(&self)
    scope = outer
  }

  /// Does `body` as a part of a loop.
  mutating func inLoop(_ body: (inout ScopeAnalyzer) throws(Problem) -> Void) throws(Problem) {
    loopDepth += 1
    try body(&self)
    loopDepth -= 1
  }

  /// Does `body` in the outermost scope of a new function.
  mutating func inFunction(
    _ node: NodeID, scopeNode: NodeID?, isAsync: Bool, isConstructor: Bool = false, binding: BindingID?,
    _ body: (inout ScopeAnalyzer) throws(Problem) -> Void
  ) throws(Problem) {
    let index = FunctionIndex(result.functions.count)
    result.functions.append(
      FunctionScope(
        parent: function, scope: ScopeID(result.scopes.count), definition: scope, loopDepth: loopDepth,
        isAsync: isAsync, isConstructor: isConstructor, binding: binding))
    result.functionOfNode[node.index] = index
    if let binding { result[binding].function = index }
    let outerDepth = loopDepth
    loopDepth = 0
    try inScope(scopeNode, isHome: true, function: index, body)
    loopDepth = outerDepth
  }

  // MARK: Declarations

  /// Declares `name` in the current scope.
  @discardableResult
  mutating func declare(
    _ name: String, _ kind: Binding.Kind, _ range: SourceRange, isInitialized: Bool
  ) -> BindingID {
    let id = BindingID(result.bindings.count)
    var binding = Binding(name: name, kind: kind, scope: scope, range: range)
    binding.isReadEarly = binding.hasDeadZone && result[scope].skipsDeclarations
    result.bindings.append(binding)
    self.isInitialized.append(isInitialized || !binding.hasDeadZone)
    result[scope].names[name] = id
    result[scope].bindings.append(id)
    return id
  }

  /// Declares `identifier`, which must be new in the current scope.
  @discardableResult
  mutating func declareNew(
    _ identifier: Identifier, _ kind: Binding.Kind, isInitialized: Bool = false
  ) throws(Problem) -> BindingID {
    guard result[scope].names[identifier.name] == nil else {
      throw Problem(range: identifier.range, description: "'\(identifier.name)' is declared twice")
    }
    let id = declare(identifier.name, kind, identifier.range, isInitialized: isInitialized)
    result.references[identifier.id.index] = id
    return id
  }

  /// Declares a `var` in the current scope, which is that of a function's body.
  mutating func declareVariable(_ identifier: Identifier, parameters: ScopeID?) throws(Problem) {
    if let id = result[scope].names[identifier.name] {
      if result[id].hasDeadZone {
        throw Problem(range: identifier.range, description: "'\(identifier.name)' is declared twice")
      }
    } else if parameters.flatMap({ result[$0].names[identifier.name] }) == nil {
      declare(identifier.name, .variable, identifier.range, isInitialized: true)
    }
  }

  // MARK: References

  /// Notes that `identifier` is used, and returns what it refers to.
  @discardableResult
  mutating func refer(to identifier: Identifier, isAssignment: Bool = false) throws(Problem) -> BindingID? {
    guard let binding = result.lookUp(identifier.name, from: scope) else {
      if freeNames.insert(identifier.name).inserted { result.freeVariables.append(identifier.name) }
      return nil
    }
    result.references[identifier.id.index] = binding
    use(binding)
    let isEarly = !isInitialized[binding.index] && result[result[binding].scope].function == function
    if isEarly { result[binding].isReadEarly = true }
    if !isInitialized[binding.index] || isInDeclaration(within: result[result[binding].scope].function) {
      result[binding].isCapturedEarly = true
    }
    if isAssignment {
      if let problem = result[binding].assignmentProblem {
        throw Problem(range: identifier.range, description: problem)
      }
      result[binding].isWritten = true
      result.isEarly[identifier.id.index] = isEarly || result[binding].isReadEarly
    }
    return binding
  }

  /// True iff the code is in a function inside `outer` that exists before its declaration is evaluated.
  private func isInDeclaration(within outer: FunctionIndex) -> Bool {
    var function = function
    while function != outer {
      if let binding = result[function].binding, case .function = result[binding].kind { return true }
      guard let parent = result[function].parent else { return false }
      function = parent
    }
    return false
  }

  /// Notes that `this` or `super` is used.
  mutating func referTo(hidden name: String) {
    if let binding = result.lookUp(name, from: scope) { use(binding) }
  }

  /// Notes that the current function uses `binding`.
  private mutating func use(_ binding: BindingID) {
    result[binding].isUsed = true
    let owner = result[result[binding].scope].function
    var function = function
    while function != owner, captured.insert(Capture(function: function, binding: binding)).inserted {
      result[function].captures.append(binding)
      guard let parent = result[function].parent else { break }
      function = parent
    }
  }

  /// Notes that the declaration of `identifier` gives it its first value.
  mutating func initialize(_ identifier: Identifier) {
    if let binding = result.lookUp(identifier.name, from: scope) {
      result.references[identifier.id.index] = binding
      isInitialized[binding.index] = true
    }
  }
}
