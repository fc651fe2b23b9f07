import IL
import JavaScript

/// Writes the code of one function.
struct FunctionGenerator {
  let link: LinkContext
  /// The module that the function is in.
  let module: Int
  let index: FunctionIndex
  let name: String?
  let superKind: SuperKind
  /// True iff the function is the constructor of a class.
  let isConstructor: Bool
  let isAsync: Bool
  /// The meaning of the names in the module.
  let scopes: ModuleScopes

  var builder = BodyBuilder()
  /// The closure scopes that are current, the outermost first.
  var chain: [Frame]
  /// How many of them were current when the function was called.
  let outerFrames: Int
  /// The scope of the source that the code is in.
  var lexicalScope: ScopeID
  /// Where the variables of this function are that are in no other place.
  var locals: [BindingID: LocalVariable] = [:]
  /// The statements around the code that control can leave.
  var control: [Control] = []
  /// The `finally` blocks that have been entered.
  var finalizers: [Finalizer] = []
  /// The accesses to variables that move when it is known what an `await` has to save.
  var movingAccesses: [BodyBuilder.Position] = []
  /// What `?.` in the current chain goes to if there is no value.
  var chainExit: ChainExit?
  /// The labels of the statement that is next.
  var labels: [String] = []
  /// The class whose constructor this is.
  var classNode: ClassNode?
  /// What `super` means in the static members of a class that is being made.
  var superKindInPlace = SuperKind.none
  /// How deep the current statement or expression is nested.
  var depth = 0

  /// A variable in a cell or a value of its own.
  enum LocalVariable {
    case cell(Cell)
    case value(Operand)
  }

  /// Compiles `function` and puts it into the program.
  static func generate(_ function: PendingFunction, _ link: LinkContext) throws(CompilationError) {
    let scopes = link.scopes[function.module]
    var generator = FunctionGenerator(function, link, scopes)
    switch function.source {
    case .module: try generator.generateModule()
    case .function(let node): try generator.generateFunction(node)
    case .constructor(let node): try generator.generateConstructor(node)
    }
    try generator.finish()
  }

  private init(_ function: PendingFunction, _ link: LinkContext, _ scopes: ModuleScopes) {
    self.link = link
    self.scopes = scopes
    module = function.module
    index = function.index
    name = function.name
    superKind = function.superKind
    isConstructor = scopes[index].isConstructor
    isAsync = scopes[index].isAsync
    chain = function.chain
    outerFrames = function.chain.count
    lexicalScope = scopes[index].scope
  }

  private mutating func finish() throws(CompilationError) {
    fall()
    if isAsync {
      let scope = scopes[index].scope
      let slotCount = link.slotCount(of: scope, in: module)
      guard slotCount <= Limits.asyncScopeSlots else {
        throw error("functions use too many variables of this function", functionRange)
      }
      let room = min(AsyncRoom.slots(of: builder.finish()), Limits.asyncScopeSlots - slotCount)
      for access in movingAccesses { builder.replace(at: access) { $0.movingVariables(by: room) } }
      link.setSlotCount(slotCount + room, of: scope, in: module)
    }
    let id = link.function(index, of: module)
    link.program.functions[id] = Function(.ssa(builder.finish()), name: name)
  }

  /// Where the function stands.
  private var functionRange: SourceRange {
    link.places[link.function(index, of: module)]?.range ?? SourceRange(0, 0)
  }

  /// Ends the function where control reaches its end.
  private mutating func fall() {
    guard builder.isReachable else { return }
    leaveFunction(isConstructor ? loadThis() : .literal(.undefined))
  }

  // MARK: Functions

  private mutating func generateModule() throws(CompilationError) {
    let syntax = link.modules[module].syntax
    try enterBlock(syntax.statements)
    declareVariables(in: lexicalScope)
    for item in syntax.items {
      switch item {
      case .statement(let statement): try generate(statement)
      case .importDeclaration: break
      case .exportDeclaration(let export): try generate(export)
      }
    }
  }

  private mutating func generate(_ export: ExportDeclaration) throws(CompilationError) {
    switch export.kind {
    case .declaration(let statement), .defaultDeclaration(let statement): try generate(statement)
    case .defaultExpression(let expression):
      let value = try value(expression, name: "default")
      if let binding = scopes[lexicalScope].names[ScopeAnalyzer.defaultName] { initialize(binding, value) }
    case .names, .namesFrom, .allFrom: break
    }
  }

  private mutating func generateFunction(_ node: FunctionNode) throws(CompilationError) {
    if node.isGenerator { throw unsupported("generator functions", node.range) }
    try enterFunction(parameters: node)
    try generateBody(node)
  }

  /// Writes the statements of a function behind its parameters.
  mutating func generateBody(_ node: FunctionNode) throws(CompilationError) {
    switch node.body {
    case .expression(let expression):
      let result = try value(expression)
      leaveFunction(result)
    case .block(let block):
      lexicalScope = scopeOf(block.id)
      declareVariables(in: lexicalScope)
      try enterBlock(block.statements)
      try generate(block.statements)
    }
  }

  /// Makes the closure scope of the function, and gives `this` and the parameters their places.
  mutating func enterFunction(parameters node: FunctionNode?) throws(CompilationError) {
    if scopes[index].isClosure || isAsync { builder.nameScope() }
    let scope = scopes[index].scope
    if isAsync {
      let isLinked = scopes[index].isClosure
      let count = 2 + scopes[scope].captured.count + (isLinked ? 1 : 0)
      movingAccesses.append(contentsOf: builder.position.map { [$0] } ?? [])
      builder.changeScope(.asyncStart(slotCount: count, capturesParent: isLinked))
      link.setSlotCount(count, of: scope, in: module)
      chain.append(.variables(scope))
    } else if !scopes[scope].captured.isEmpty {
      pushFrame(scope)
    }
    if let this = scopes[scope].names["this"] {
      switch scopes[this].storage {
      case .argument: break
      case .local where !isAsync || !scopes[this].isUsed: break
      default: initialize(this, builder.emit(.loadArgument(0)))
      }
    }
    if let node { try bindParameters(of: node) }
  }

  /// Gives the parameters their places.
  mutating func bindParameters(of node: FunctionNode) throws(CompilationError) {
    for (index, parameter) in node.parameters.enumerated() {
      guard index < Limits.readableArguments - 1 || parameter.isRest else {
        throw error("a function can have at most \(Limits.readableArguments - 1) parameters", node.range)
      }
      if parameter.isRest {
        try bind(parameter.target, try restArguments(from: index + 1), .declaration)
        continue
      }
      if case .identifier(let identifier) = parameter.target.kind, let binding = reference(identifier) {
        if case .argument = scopes[binding].storage { continue }
        guard scopes[binding].isUsed else { continue }
        initialize(binding, builder.emit(.loadArgument(index + 1)))
      } else {
        try bind(parameter.target, builder.emit(.loadArgument(index + 1)), .declaration)
      }
    }
  }

  /// Leaves the function with a result, outside of every `try`.
  mutating func leaveFunction(_ result: Operand) {
    if isAsync {
      popFrames(to: outerFrames + 1)
      builder.end(.asyncReturn(result))
    } else {
      builder.end(.returnValue(result))
    }
  }

  // MARK: Errors

  /// The error that something cannot be compiled.
  func unsupported(_ construct: String, _ range: SourceRange) -> CompilationError {
    error("\(construct) are not supported", range)
  }

  /// The error `description`.
  func error(_ description: String, _ range: SourceRange) -> CompilationError {
    CompilationError(module: module, range: range, description: description)
  }

  /// How deep statements and expressions may be nested: each level takes some of the native stack.
  private static let nestingLimit = 200

  /// Does `body` one level deeper, as code for `range`.
  mutating func nested<Result>(
    _ range: SourceRange, _ body: (inout FunctionGenerator) throws(CompilationError) -> Result
  ) throws(CompilationError) -> Result {
    guard depth < Self.nestingLimit else { throw error("this is nested too deeply", range) }
    let origin = builder.origin
    builder.origin = range.start
    depth += 1
    let result = try body(&self)
    depth -= 1
    builder.origin = origin
    return result
  }
}

extension SSAOperation {
  /// The same access to a variable that is `distance` slots farther.
  fileprivate func movingVariables(by distance: Int) -> SSAOperation {
    switch self {
    case .loadScoped(let index): .loadScoped(index + distance)
    case .storeScoped(let index): .storeScoped(index + distance)
    case .asyncStart(let count, let capturesParent):
      .asyncStart(slotCount: count + distance, capturesParent: capturesParent)
    default: self
    }
  }
}
