/// A module: what a file of JavaScript is parsed into.
///
/// The tree has all of ECMAScript 2022 in it; what the compiler cannot compile is for the compiler to say.
public struct Module: Sendable {
  /// What the module consists of, in the order of the source.
  public var items: [Item]
  /// Every `NodeID` in the tree has a smaller index.
  public var nodeCount: Int
  /// Every identifier and keyword in the text, and the value of every string.
  public var words: Set<String>
  /// Those of `words` that can be what a property is called: not those that only name variables and functions.
  public var propertyNames: Set<String>

  /// Makes a module.
  public init(
    _ items: [Item], nodeCount: Int, words: Set<String> = [], propertyNames: Set<String> = []
  ) {
    self.items = items
    self.nodeCount = nodeCount
    self.words = words
    self.propertyNames = propertyNames
  }

  /// A statement, an import or an export.
  public enum Item: Sendable {
    case statement(Statement)
    case importDeclaration(ImportDeclaration)
    case exportDeclaration(ExportDeclaration)
  }
}

/// An `import` declaration.
public struct ImportDeclaration: Sendable {
  /// What the names stand for.
  public enum Binding: Sendable {
    /// `import name from`; `import {default as name} from` is `named`.
    case defaultExport(local: Identifier)
    /// `import {imported as local} from`.
    case named(imported: ModuleExportName, local: Identifier)
    /// `import * as local from`.
    case namespace(local: Identifier)
  }

  /// The names that it declares, in the order of the source.
  public var bindings: [Binding]
  /// The module that is imported, as written.
  public var specifier: StringLiteral
  /// The whole declaration.
  public var range: SourceRange

  /// Makes a declaration.
  public init(_ bindings: [Binding], from specifier: StringLiteral, range: SourceRange) {
    self.bindings = bindings
    self.specifier = specifier
    self.range = range
  }
}

/// An `export` declaration.
public struct ExportDeclaration: Sendable {
  /// What is exported.
  public enum Kind: Sendable {
    /// `export const x = 1`, `export function f() {}`, `export class C {}`: a declaration.
    case declaration(Statement)
    /// `export default expression;`.
    case defaultExpression(Expression)
    /// `export default function f() {}` and `export default class C {}`; the name may be missing.
    case defaultDeclaration(Statement)
    /// `export {local as exported}`.
    case names([(local: Identifier, exported: ModuleExportName)])
    /// `export {imported as exported} from`.
    case namesFrom([(imported: ModuleExportName, exported: ModuleExportName)], StringLiteral)
    /// `export * from`, or `export * as exported from`.
    case allFrom(exported: ModuleExportName?, StringLiteral)
  }

  /// What is exported.
  public var kind: Kind
  /// The whole declaration.
  public var range: SourceRange

  /// Makes a declaration.
  public init(_ kind: Kind, range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// The name under which a module exports something: an identifier, a reserved word or a string.
public struct ModuleExportName: Sendable {
  /// The name.
  public var text: String
  /// Where it stands.
  public var range: SourceRange

  /// Makes a name.
  public init(_ text: String, range: SourceRange) {
    self.text = text
    self.range = range
  }
}

/// A string in quotes.
public struct StringLiteral: Sendable {
  /// The value; a surrogate without its partner is U+FFFD.
  public var value: String
  /// The literal with its quotes.
  public var range: SourceRange

  /// Makes a literal.
  public init(_ value: String, range: SourceRange) {
    self.value = value
    self.range = range
  }
}

/// A name that is bound or referred to.
public struct Identifier: Sendable {
  /// The name, with escapes decoded.
  public var name: String
  /// Where it stands.
  public var range: SourceRange
  /// Its identity: scope analysis says what each occurrence of a name means.
  public var id: NodeID

  /// Makes an occurrence of a name.
  public init(_ name: String, range: SourceRange, id: NodeID) {
    self.name = name
    self.range = range
    self.id = id
  }
}
