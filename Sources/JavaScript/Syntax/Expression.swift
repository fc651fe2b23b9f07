/// An expression.
public struct Expression: Sendable {
  /// What it computes.
  public indirect enum Kind: Sendable {
    case identifier(Identifier)
    case number(Double)
    /// The digits as written, without the `n`.
    case bigInt(String)
    case string(String)
    case boolean(Bool)
    case null
    case regularExpression(pattern: String, flags: String)
    case template(Template)
    case taggedTemplate(tag: Expression, Template)
    case array([ArrayElement])
    case object([ObjectMember])
    case function(FunctionNode)
    case classExpression(ClassNode)
    case this
    case unary(UnaryOperator, Expression)
    case update(UpdateOperator, isPrefix: Bool, Pattern)
    case binary(BinaryOperator, Expression, Expression)
    /// `#name in object`.
    case hasPrivateName(PrivateName, Expression)
    case logical(LogicalOperator, Expression, Expression)
    case conditional(Expression, then: Expression, otherwise: Expression)
    /// `target = value`; the target may be a pattern.
    case assignment(Pattern, Expression)
    /// `target op= value`.
    case compoundAssignment(CompoundOperator, Pattern, Expression)
    case call(Call)
    case superCall([Argument])
    case new(Expression, [Argument])
    case member(Member)
    /// `super.name` and `super[key]`.
    case superMember(MemberKey)
    /// What `?.` in the operand cuts short if the value before it is missing.
    case optionalChain(Expression)
    case sequence([Expression])
    /// An expression in parentheses; tells `(a?.b).c` from `a?.b.c`, and `(a) = 1` from `a = 1`.
    case parenthesized(Expression)
    case await(Expression)
    case yield(Expression?, isDelegating: Bool)
    case newTarget
    case importMeta
    case importCall(Expression)
  }

  /// What it computes.
  public var kind: Kind
  /// Where it stands.
  public var range: SourceRange

  /// Makes an expression.
  public init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// Text between backquotes.
public struct Template: Sendable {
  /// A part of the text between substitutions.
  public struct Chunk: Sendable {
    /// The value; nil if it has an escape that is only allowed in a tagged template.
    public var cooked: String?
    /// The text as written.
    public var raw: String

    /// Makes a chunk.
    public init(cooked: String?, raw: String) {
      self.cooked = cooked
      self.raw = raw
    }
  }

  /// The parts of the text, one more than there are substitutions.
  public var chunks: [Chunk]
  /// What stands between them.
  public var substitutions: [Expression]

  /// Makes a template.
  ///
  /// - Precondition: there is a chunk before and behind each substitution.
  public init(_ chunks: [Chunk], _ substitutions: [Expression]) {
    precondition(chunks.count == substitutions.count + 1)
    self.chunks = chunks
    self.substitutions = substitutions
  }
}

/// A place in an array literal.
public enum ArrayElement: Sendable {
  case element(Expression)
  case spread(Expression)
  case hole
}

/// An argument of a call.
public enum Argument: Sendable {
  case value(Expression)
  case spread(Expression)
}

/// A member of an object literal.
public enum ObjectMember: Sendable {
  /// `key: value`, and `key` alone, which is a key and an identifier.
  case property(PropertyKey, Expression)
  case method(PropertyKey, FunctionNode)
  case getter(PropertyKey, FunctionNode)
  case setter(PropertyKey, FunctionNode)
  case spread(Expression)
}

/// A call of a function.
public struct Call: Sendable {
  /// What is called; a member gives the function its `this`.
  public var callee: Expression
  /// What is passed.
  public var arguments: [Argument]
  /// True iff `?.` stands before the parenthesis.
  public var isOptional: Bool

  /// Makes a call.
  public init(_ callee: Expression, _ arguments: [Argument], isOptional: Bool) {
    self.callee = callee
    self.arguments = arguments
    self.isOptional = isOptional
  }
}

/// `object.name`, `object[key]` or `object.#name`.
public struct Member: Sendable {
  /// What has the property.
  public var object: Expression
  /// Which property.
  public var key: MemberKey
  /// True iff `?.` stands before the key.
  public var isOptional: Bool

  /// Makes a property access.
  public init(_ object: Expression, _ key: MemberKey, isOptional: Bool) {
    self.object = object
    self.key = key
    self.isOptional = isOptional
  }
}

/// Which property an expression accesses.
public enum MemberKey: Sendable {
  case name(String, SourceRange)
  case computed(Expression)
  case privateName(PrivateName)
}

/// A name with `#`, which is not part of `name`.
public struct PrivateName: Sendable {
  /// The name.
  public var name: String
  /// Where it stands, with the `#`.
  public var range: SourceRange

  /// Makes a name.
  public init(_ name: String, range: SourceRange) {
    self.name = name
    self.range = range
  }
}
