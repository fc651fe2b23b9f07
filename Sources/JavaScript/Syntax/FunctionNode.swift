/// A function: declaration, expression, arrow or method.
public struct FunctionNode: Sendable {
  /// How it is written.
  public enum Kind: Sendable {
    /// With the keyword `function`.
    case function
    /// With `=>`: it has no `this` of its own.
    case arrow
    /// In an object or a class: getters, setters and constructors are methods, too.
    case method
  }

  /// What is executed.
  public enum Body: Sendable {
    case block(Block)
    /// Of an arrow without braces.
    case expression(Expression)
  }

  /// A parameter.
  public struct Parameter: Sendable {
    /// What gets the argument; a default value is part of the pattern.
    public var target: Pattern
    /// True iff it gets an array of all arguments that are left.
    public var isRest: Bool

    /// Makes a parameter.
    public init(_ target: Pattern, isRest: Bool = false) {
      self.target = target
      self.isRest = isRest
    }
  }

  /// How it is written.
  public var kind: Kind
  /// The name behind the keyword.
  public var name: Identifier?
  /// The parameters in order; only the last can be a rest parameter.
  public var parameters: [Parameter]
  /// What is executed.
  public var body: Body
  /// True iff it may `await`.
  public var isAsync: Bool
  /// True iff it may `yield`.
  public var isGenerator: Bool
  /// Where it stands.
  public var range: SourceRange
  /// The identity of the function and of the scope of its parameters.
  public var id: NodeID

  /// Makes a function.
  public init(
    _ kind: Kind, name: Identifier? = nil, _ parameters: [Parameter], _ body: Body, isAsync: Bool = false,
    isGenerator: Bool = false, range: SourceRange, id: NodeID
  ) {
    self.kind = kind
    self.name = name
    self.parameters = parameters
    self.body = body
    self.isAsync = isAsync
    self.isGenerator = isGenerator
    self.range = range
    self.id = id
  }
}

/// What an assignment or a declaration gives values to.
public struct Pattern: Sendable {
  /// The form of the pattern.
  public indirect enum Kind: Sendable {
    case identifier(Identifier)
    /// A property; only where the pattern assigns, not where it declares.
    case member(Member)
    /// `super.name`, where the pattern assigns.
    case superMember(MemberKey)
    case array([Pattern?], rest: Pattern?)
    case object([Property], rest: Pattern?)
    /// `target = value`: what is taken instead of `undefined`.
    case withDefault(Pattern, Expression)
  }

  /// `key: target`, and `key` alone, which is a key and an identifier.
  public struct Property: Sendable {
    /// Which property is read.
    public var key: PropertyKey
    /// What gets its value.
    public var target: Pattern

    /// Makes a property.
    public init(_ key: PropertyKey, _ target: Pattern) {
      self.key = key
      self.target = target
    }
  }

  /// The form of the pattern.
  public var kind: Kind
  /// Where it stands, with the parentheses around it: `(a) = 1` is an assignment to an identifier whose
  /// range is smaller than that of the pattern.
  public var range: SourceRange

  /// Makes a pattern.
  public init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// The key of a member of an object literal, a class or a pattern.
public struct PropertyKey: Sendable {
  /// The form of the key.
  public enum Kind: Sendable {
    /// An identifier, a reserved word or a string.
    case name(String)
    case number(Double)
    /// The digits as written, without the `n`.
    case bigInt(String)
    case computed(Expression)
    /// Only in a class.
    case privateName(String)
  }

  /// The form of the key.
  public var kind: Kind
  /// Where it stands.
  public var range: SourceRange

  /// Makes a key.
  public init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}
