/// A class: declaration or expression.
public struct ClassNode: Sendable {
  /// Something between the braces.
  public struct Member: Sendable {
    /// What it is.
    public enum Kind: Sendable {
      case constructor(FunctionNode)
      case method(PropertyKey, FunctionNode)
      case getter(PropertyKey, FunctionNode)
      case setter(PropertyKey, FunctionNode)
      case field(PropertyKey, Field)
      case staticBlock(StaticBlock)
    }

    /// What it is.
    public var kind: Kind
    /// True iff it belongs to the class rather than to its instances.
    public var isStatic: Bool
    /// Where it stands.
    public var range: SourceRange

    /// Makes a member.
    public init(_ kind: Kind, isStatic: Bool, range: SourceRange) {
      self.kind = kind
      self.isStatic = isStatic
      self.range = range
    }
  }

  /// The initial value of a field; it is evaluated like a method without parameters.
  public struct Field: Sendable {
    /// The expression behind `=`; without it the field is undefined.
    public var initializer: Expression?
    /// The identity of the scope of the initializer, which has its own `this`.
    public var id: NodeID

    /// Makes a field.
    public init(_ initializer: Expression?, id: NodeID) {
      self.initializer = initializer
      self.id = id
    }
  }

  /// Statements that are executed when the class is made; like a method without parameters.
  public struct StaticBlock: Sendable {
    /// The statements.
    public var body: Block
    /// The identity of the scope, which has its own `this`.
    public var id: NodeID

    /// Makes a block.
    public init(_ body: Block, id: NodeID) {
      self.body = body
      self.id = id
    }
  }

  /// The name behind the keyword; the class sees it, too.
  public var name: Identifier?
  /// What stands behind `extends`.
  public var superclass: Expression?
  /// The members in the order of the source.
  public var members: [Member]
  /// Where it stands.
  public var range: SourceRange
  /// The identity of the scope that holds the name.
  public var id: NodeID

  /// Makes a class.
  public init(
    name: Identifier?, superclass: Expression?, _ members: [Member], range: SourceRange, id: NodeID
  ) {
    self.name = name
    self.superclass = superclass
    self.members = members
    self.range = range
    self.id = id
  }
}
