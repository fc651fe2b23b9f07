import IL
import JavaScript

extension FunctionGenerator {
  mutating func generate(_ statements: [Statement]) throws(CompilationError) {
    for statement in statements { try generate(statement) }
  }

  /// Writes the code of a block.
  mutating func generate(_ block: Block) throws(CompilationError) {
    try inScope(scopeOf(block.id)) { (generator) throws(CompilationError) in
      try generator.enterBlock(block.statements)
      try generator.generate(block.statements)
    }
  }

  mutating func generate(_ statement: Statement) throws(CompilationError) {
    guard builder.isReachable else { return }
    try nested(statement.range) { (generator) throws(CompilationError) in
      let labels = generator.labels
      generator.labels = []
      try generator.generate(statement, labels)
    }
  }

  private mutating func generate(_ statement: Statement, _ labels: [String]) throws(CompilationError) {
    switch statement.kind {
    case .expression(let expression): try effect(expression)
    case .variables(let declaration): try generate(declaration)
    case .function, .empty, .debugger: break
    case .classDeclaration(let node): try generateDeclaration(node)
    case .block(let block):
      try breakable(labels) { (generator) throws(CompilationError) in try generator.generate(block) }
    case .ifElse(let condition, let then, let otherwise):
      try breakable(labels) { (generator) throws(CompilationError) in
        try generator.generateIf(condition, then, otherwise)
      }
    case .whileLoop(let condition, let body): try generateWhile(condition, body, labels)
    case .doWhile(let body, let condition): try generateDoWhile(body, condition, labels)
    case .forLoop(let loop): try generate(loop, labels)
    case .forIn(let loop): try generateForIn(loop, labels)
    case .forOf(let loop, let isAwait):
      if isAwait { throw unsupported("'for await' loops", statement.range) }
      try generateForOf(loop, labels)
    case .switchCase(let node): try generate(node, labels)
    case .tryCatch(let node):
      try breakable(labels) { (generator) throws(CompilationError) in try generator.generate(node) }
    case .labeled(let label, let body):
      self.labels = labels + [label.name]
      try generate(body)
    case .breakTo(let label): try generateBreak(label, statement.range)
    case .continueTo(let label): try generateContinue(label, statement.range)
    case .returnValue(let expression): try generateReturn(expression)
    case .throwValue(let expression):
      let exception = try value(expression)
      builder.end(.throwValue(exception))
      start(builder.makeBlock())
    }
  }

  // MARK: Declarations

  mutating func generate(_ declaration: VariableDeclaration) throws(CompilationError) {
    for declarator in declaration.declarators {
      if let initializer = declarator.initializer {
        let initial = try value(initializer, name: declarator.target.plainName)
        try bind(declarator.target, initial, declaration.kind == .var ? .assignment : .declaration)
      } else if declaration.kind != .var {
        try bind(declarator.target, .literal(.undefined), .declaration)
      }
    }
  }

  private mutating func generateDeclaration(_ node: ClassNode) throws(CompilationError) {
    let name = node.name?.name ?? ScopeAnalyzer.defaultName
    try generateClass(node, name: node.name?.name ?? "default", declares: scopes[lexicalScope].names[name])
  }

  // MARK: Jumps

  /// Writes a statement that is no loop, and to which `break` can refer by its labels.
  private mutating func breakable(
    _ labels: [String], _ body: (inout FunctionGenerator) throws(CompilationError) -> Void
  ) throws(CompilationError) {
    guard !labels.isEmpty else { return try body(&self) }
    let after = builder.makeBlock()
    try inTarget(
      JumpTarget(labels: labels, takesPlainBreak: false, breakBlock: after, frames: chain.count), body)
    builder.jump(after)
    start(after)
  }

  /// Writes code from which `break` and `continue` can go to `target`.
  mutating func inTarget(
    _ target: JumpTarget, _ body: (inout FunctionGenerator) throws(CompilationError) -> Void
  ) throws(CompilationError) {
    control.append(.target(target))
    try body(&self)
    control.removeLast()
  }

  private mutating func generateBreak(_ label: JavaScript.Label?, _ range: SourceRange)
    throws(CompilationError)
  {
    let position = control.lastIndex { entry in
      guard case .target(let target) = entry else { return false }
      return label.map { target.labels.contains($0.name) } ?? target.takesPlainBreak
    }
    guard let position else { throw error("there is nothing that this 'break' could leave", range) }
    leave(.breakTo(position))
    start(builder.makeBlock())
  }

  private mutating func generateContinue(_ label: JavaScript.Label?, _ range: SourceRange)
    throws(CompilationError)
  {
    let position = control.lastIndex { entry in
      guard case .target(let target) = entry, target.continueBlock != nil else { return false }
      return label.map { target.labels.contains($0.name) } ?? true
    }
    guard let position else { throw error("there is no loop that this 'continue' could continue", range) }
    leave(.continueTo(position))
    start(builder.makeBlock())
  }

  private mutating func generateReturn(_ expression: Expression?) throws(CompilationError) {
    var result = try expression.map { (expression) throws(CompilationError) in try value(expression) }
    if isConstructor, expression?.isObject != true {
      // Of a constructor's results, only objects count.
      if let returned = result {
        let after = builder.makeBlock(parameters: 1)
        let isPlain = builder.makeBlock()
        let kind = builder.emit(.unary(.typeCodeOf), returned)
        let isObject = builder.emit(.binary(.greater), kind, .literal(.integer(TypeCode.string)))
        builder.branch(isObject, Edge(after, [returned]), Edge(isPlain))
        start(isPlain)
        let this = loadThis()
        builder.jump(after, this)
        start(after)
        result = builder.parameter(of: after)
      } else {
        result = loadThis()
      }
    }
    leave(.returnValue, result ?? .literal(.undefined))
    start(builder.makeBlock())
  }

  // MARK: Conditions

  private mutating func generateIf(
    _ condition: Expression, _ then: Statement, _ otherwise: Statement?
  ) throws(CompilationError) {
    let thenBlock = builder.makeBlock()
    let after = builder.makeBlock()
    let otherwiseBlock = otherwise == nil ? after : builder.makeBlock()
    try branch(on: condition, thenBlock, otherwiseBlock)
    start(thenBlock)
    try generate(then)
    builder.jump(after)
    if let otherwise {
      start(otherwiseBlock)
      try generate(otherwise)
      builder.jump(after)
    }
    start(after)
  }

  // MARK: Switch

  private mutating func generate(_ node: Switch, _ labels: [String]) throws(CompilationError) {
    let subject = try value(node.subject)
    let after = builder.makeBlock()
    try inScope(scopeOf(node.id)) { (generator) throws(CompilationError) in
      try generator.enterBlock(node.cases.lazy.flatMap(\.statements))
      let bodies = node.cases.map { _ in generator.builder.makeBlock() }
      for (branch, body) in zip(node.cases, bodies) {
        guard let test = branch.test else { continue }
        let next = generator.builder.makeBlock()
        let isEqual = generator.builder.emit(.binary(.equal), subject, try generator.value(test))
        generator.builder.branch(isEqual, Edge(body), Edge(next))
        generator.start(next)
      }
      generator.builder.jump(node.cases.firstIndex { $0.test == nil }.map { bodies[$0] } ?? after)
      let target = JumpTarget(
        labels: labels, takesPlainBreak: true, breakBlock: after, frames: generator.chain.count)
      try generator.inTarget(target) { (generator) throws(CompilationError) in
        for (branch, body) in zip(node.cases, bodies) {
          generator.builder.jump(body)
          generator.start(body)
          try generator.generate(branch.statements)
        }
      }
      generator.builder.jump(after)
    }
    start(after)
  }
}

extension Pattern {
  /// The name, if the pattern is nothing else.
  var plainName: String? { if case .identifier(let identifier) = kind { identifier.name } else { nil } }
}

/// The engine's numbers for types (engine specification, section 1.1).
enum TypeCode {
  static let null = 1
  static let string = 4
}

extension Expression {
  /// True iff the value is certainly an object.
  fileprivate var isObject: Bool {
    switch kind {
    case .object, .array, .function: true
    case .parenthesized(let inner): inner.isObject
    default: false
    }
  }
}
