/// A statement or a declaration.
public struct Statement: Sendable {
  /// What it does.
  public indirect enum Kind: Sendable {
    case expression(Expression)
    case variables(VariableDeclaration)
    case function(FunctionNode)
    case classDeclaration(ClassNode)
    case block(Block)
    case empty
    case debugger
    case ifElse(condition: Expression, then: Statement, otherwise: Statement?)
    case whileLoop(condition: Expression, body: Statement)
    case doWhile(body: Statement, condition: Expression)
    case forLoop(ForLoop)
    case forIn(ForEach)
    case forOf(ForEach, isAwait: Bool)
    case switchCase(Switch)
    case tryCatch(Try)
    case labeled(Label, Statement)
    case breakTo(Label?)
    case continueTo(Label?)
    case returnValue(Expression?)
    case throwValue(Expression)
  }

  /// What it does.
  public var kind: Kind
  /// Where it stands.
  public var range: SourceRange

  /// Makes a statement.
  public init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// Statements between braces.
public struct Block: Sendable {
  /// The statements in order.
  public var statements: [Statement]
  /// With its braces.
  public var range: SourceRange
  /// The identity of the scope that it makes.
  public var id: NodeID

  /// Makes a block.
  public init(_ statements: [Statement], range: SourceRange, id: NodeID) {
    self.statements = statements
    self.range = range
    self.id = id
  }
}

/// `var`, `let` or `const`, and what it declares.
public struct VariableDeclaration: Sendable {
  /// The keyword.
  public enum Kind: String, Sendable {
    case `var`
    case `let`
    case const
  }

  /// A pattern, and its initial value if there is one.
  public struct Declarator: Sendable {
    /// What is declared.
    public var target: Pattern
    /// The expression behind `=`.
    public var initializer: Expression?

    /// Makes a declarator.
    public init(_ target: Pattern, _ initializer: Expression?) {
      self.target = target
      self.initializer = initializer
    }
  }

  /// The keyword.
  public var kind: Kind
  /// What it declares, in order.
  public var declarators: [Declarator]

  /// Makes a declaration.
  public init(_ kind: Kind, _ declarators: [Declarator]) {
    self.kind = kind
    self.declarators = declarators
  }
}

/// `for (initialization; condition; update) body`.
public struct ForLoop: Sendable {
  /// What happens before the first round.
  public enum Initialization: Sendable {
    case variables(VariableDeclaration)
    case expression(Expression)
  }

  /// What happens before the first round.
  public var initialization: Initialization?
  /// Whether there is another round; missing means always.
  public var condition: Expression?
  /// What happens between rounds.
  public var update: Expression?
  /// What is repeated.
  public var body: Statement
  /// The identity of the scope of the variables in the head.
  public var id: NodeID

  /// Makes a loop.
  public init(
    _ initialization: Initialization?, _ condition: Expression?, _ update: Expression?, body: Statement,
    id: NodeID
  ) {
    self.initialization = initialization
    self.condition = condition
    self.update = update
    self.body = body
    self.id = id
  }
}

/// `for (target in/of subject) body`.
public struct ForEach: Sendable {
  /// What gets each key or element.
  public enum Target: Sendable {
    /// Declares variables for each round; there is no initial value.
    case variables(VariableDeclaration.Kind, Pattern)
    /// Assigns.
    case assignment(Pattern)
  }

  /// What gets each key or element.
  public var target: Target
  /// What is iterated over.
  public var subject: Expression
  /// What is repeated.
  public var body: Statement
  /// The identity of the scope of the variables in the head.
  public var id: NodeID

  /// Makes a loop.
  public init(_ target: Target, _ subject: Expression, body: Statement, id: NodeID) {
    self.target = target
    self.subject = subject
    self.body = body
    self.id = id
  }
}

/// A `switch` statement.
public struct Switch: Sendable {
  /// `case` or `default`, and the statements behind it.
  public struct Case: Sendable {
    /// What the subject is compared with; nil for `default`.
    public var test: Expression?
    /// The statements up to the next case.
    public var statements: [Statement]

    /// Makes a case.
    public init(_ test: Expression?, _ statements: [Statement]) {
      self.test = test
      self.statements = statements
    }
  }

  /// What is compared.
  public var subject: Expression
  /// The cases in the order of the source.
  public var cases: [Case]
  /// The identity of the scope that all cases share.
  public var id: NodeID

  /// Makes a `switch`.
  public init(_ subject: Expression, _ cases: [Case], id: NodeID) {
    self.subject = subject
    self.cases = cases
    self.id = id
  }
}

/// A `try` statement, with `catch`, `finally` or both.
public struct Try: Sendable {
  /// The `catch` clause.
  public struct Catch: Sendable {
    /// What is bound to the exception.
    public var parameter: Pattern?
    /// What happens then.
    public var body: Block
    /// The identity of the scope of the parameter.
    public var id: NodeID

    /// Makes a clause.
    public init(_ parameter: Pattern?, _ body: Block, id: NodeID) {
      self.parameter = parameter
      self.body = body
      self.id = id
    }
  }

  /// What may throw.
  public var body: Block
  /// The `catch` clause.
  public var handler: Catch?
  /// The block behind `finally`.
  public var finalizer: Block?

  /// Makes a `try`.
  public init(_ body: Block, _ handler: Catch?, finalizer: Block?) {
    self.body = body
    self.handler = handler
    self.finalizer = finalizer
  }
}

/// A label of a statement, or the mention of one.
public struct Label: Sendable {
  /// The name.
  public var name: String
  /// Where it stands.
  public var range: SourceRange

  /// Makes a label.
  public init(_ name: String, range: SourceRange) {
    self.name = name
    self.range = range
  }
}
