/// What a module exports, as far as the parser has come.
struct ExportNames {
  /// Where each name was exported.
  private(set) var exported: [String: SourceRange] = [:]
  /// Variables of `export {name}`, which may be declared further down.
  var locals: [Identifier] = []

  mutating func add(_ name: String, at range: SourceRange) throws(SyntaxError) {
    if let first = exported.updateValue(range, forKey: name) {
      throw SyntaxError(
        "'\(name)' has already been exported", at: range,
        notes: [Diagnostic.Note("this is the first export", at: first)])
    }
  }
}

extension Parser {
  /// The whole text.
  mutating func module() throws(SyntaxError) -> Module {
    var items: [Module.Item] = []
    while !isAtEnd { items.append(try moduleItem()) }
    for local in exports.locals
    where scopes[0].lexical[local.name] == nil && scopes[0].variables[local.name] == nil {
      throw SyntaxError("'\(local.name)' is exported but not declared in this module", at: local.range)
    }
    return Module(items, nodeCount: nodeCount, words: words, propertyNames: propertyNames)
  }

  private mutating func moduleItem() throws(SyntaxError) -> Module.Item {
    if token == .export { return .exportDeclaration(try exportDeclaration()) }
    if token == .import {
      let next = peek()
      if next != .leftParenthesis, next != .dot { return .importDeclaration(try importDeclaration()) }
    }
    if token == .rightBrace { throw SyntaxError("this '}' has no '{' before it", at: token.range) }
    return .statement(try statement(.list))
  }

  // MARK: - Imports

  private mutating func importDeclaration() throws(SyntaxError) -> ImportDeclaration {
    let start = token.range.start
    try advance()
    var bindings: [ImportDeclaration.Binding] = []
    if case .string = token.kind {
      return try importDeclaration(bindings, start: start)
    }
    if token != .leftBrace, token != .star {
      bindings.append(.defaultExport(local: try importedIdentifier()))
      guard try skip(.comma) else {
        return try importDeclaration(bindings, afterFrom: start)
      }
      guard token == .leftBrace || token == .star else {
        throw unexpected("'{' or '*' after ',' in an import")
      }
    }
    if try skip(.star) {
      guard try skipWord("as") else { throw unexpected("'as' and a name after '*'") }
      bindings.append(.namespace(local: try importedIdentifier()))
    } else {
      bindings += try namedImports()
    }
    return try importDeclaration(bindings, afterFrom: start)
  }

  private mutating func importDeclaration(
    _ bindings: [ImportDeclaration.Binding], afterFrom start: Int
  ) throws(SyntaxError) -> ImportDeclaration {
    guard try skipWord("from") else { throw unexpected("'from' and a module after the names of an import") }
    return try importDeclaration(bindings, start: start)
  }

  private mutating func importDeclaration(
    _ bindings: [ImportDeclaration.Binding], start: Int
  ) throws(SyntaxError) -> ImportDeclaration {
    let specifier = try moduleSpecifier()
    try semicolon(after: "an import")
    return ImportDeclaration(bindings, from: specifier, range: range(from: start))
  }

  private mutating func namedImports() throws(SyntaxError) -> [ImportDeclaration.Binding] {
    var bindings: [ImportDeclaration.Binding] = []
    try expect(.leftBrace, "before the names of an import")
    while token != .rightBrace {
      let first = token
      let imported = try moduleExportName()
      if try skipWord("as") {
        bindings.append(.named(imported: imported, local: try importedIdentifier()))
      } else {
        let local = try localName(imported, first, "an import")
        try Self.checkBinding(local.name, local.range)
        try declareLexical(local)
        bindings.append(.named(imported: imported, local: local))
      }
      guard try skip(.comma) else { break }
    }
    try expect(.rightBrace, "or ',' after a name of an import")
    return bindings
  }

  private mutating func importedIdentifier() throws(SyntaxError) -> Identifier {
    let identifier = try bindingIdentifier("an import")
    try declareLexical(identifier)
    return identifier
  }

  /// The module of an import or export.
  mutating func moduleSpecifier() throws(SyntaxError) -> StringLiteral {
    guard case .string(let value) = token.kind else { throw unexpected("the module as a string") }
    let literal = StringLiteral(value, range: token.range)
    try advance()
    return literal
  }

  /// A name under which a module exports: any word, or a string.
  mutating func moduleExportName() throws(SyntaxError) -> ModuleExportName {
    let name: ModuleExportName
    if case .string(let value) = token.kind {
      if token.isIrregular {
        throw SyntaxError("the name of an export cannot contain half of a surrogate pair", at: token.range)
      }
      name = ModuleExportName(value, range: token.range)
    } else {
      guard let text = token.identifierName else { throw unexpected("a name or '}'") }
      name = ModuleExportName(text, range: token.range)
    }
    try advance()
    return name
  }

  /// The variable that a name without `as` means in this module.
  mutating func localName(
    _ name: ModuleExportName, _ token: Token, _ construct: String
  ) throws(SyntaxError) -> Identifier {
    switch token.kind {
    case .identifier: return Identifier(name.text, range: name.range, id: makeID())
    case .string:
      throw SyntaxError("a string cannot be the name of a variable; expected an identifier", at: name.range)
    default:
      throw SyntaxError(
        "'\(name.text)' is a reserved word and cannot be the name of \(construct)", at: name.range)
    }
  }
}
