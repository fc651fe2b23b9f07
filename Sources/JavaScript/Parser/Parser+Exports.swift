extension Parser {
  /// An `export` declaration.
  mutating func exportDeclaration() throws(SyntaxError) -> ExportDeclaration {
    let start = token.range.start
    try advance()
    let kind: ExportDeclaration.Kind
    switch token.kind {
    case .punctuator(.star): kind = try exportAll()
    case .punctuator(.leftBrace): kind = try exportNames()
    case .keyword(.default): kind = try exportDefault()
    case .keyword(.var), .keyword(.let), .keyword(.const), .keyword(.function), .keyword(.class):
      kind = try exportedDeclaration()
    case .identifier where token.isWord("async") && isAsyncFunction:
      kind = try exportedDeclaration()
    default: throw unexpected("a declaration, 'default', '{' or '*' after 'export'")
    }
    return ExportDeclaration(kind, range: range(from: start))
  }

  private mutating func exportedDeclaration() throws(SyntaxError) -> ExportDeclaration.Kind {
    let statement = try statement(.list)
    switch statement.kind {
    case .variables(let declaration):
      for declarator in declaration.declarators {
        for identifier in declarator.target.boundIdentifiers {
          try exports.add(identifier.name, at: identifier.range)
        }
      }
    case .function(let function):
      if let name = function.name { try exports.add(name.name, at: name.range) }
    case .classDeclaration(let node):
      if let name = node.name { try exports.add(name.name, at: name.range) }
    default: break
    }
    return .declaration(statement)
  }

  private mutating func exportDefault() throws(SyntaxError) -> ExportDeclaration.Kind {
    try exports.add("default", at: token.range)
    try advance()
    if token == .function || token.isWord("async") && isAsyncFunction {
      return .defaultDeclaration(try functionDeclaration(nameIsOptional: true))
    }
    if token == .class { return .defaultDeclaration(try classDeclaration(nameIsOptional: true)) }
    if token == .let || token == .const || token == .var {
      throw unexpected("an expression, a function or a class after 'export default'")
    }
    let value = try assignment()
    try semicolon(after: "an export")
    return .defaultExpression(value)
  }

  /// `* from` or `* as name from`.
  private mutating func exportAll() throws(SyntaxError) -> ExportDeclaration.Kind {
    try advance()
    var exported: ModuleExportName?
    if try skipWord("as") {
      let name = try moduleExportName()
      try exports.add(name.text, at: name.range)
      exported = name
    }
    guard try skipWord("from") else { throw unexpected("'from' and a module after '*'") }
    let specifier = try moduleSpecifier()
    try semicolon(after: "an export")
    return .allFrom(exported: exported, specifier)
  }

  /// Names in braces, perhaps of another module.
  private mutating func exportNames() throws(SyntaxError) -> ExportDeclaration.Kind {
    try advance()
    var names: [(token: Token, name: ModuleExportName, exported: ModuleExportName)] = []
    while token != .rightBrace {
      let first = token
      let name = try moduleExportName()
      let exported = try skipWord("as") ? try moduleExportName() : name
      try exports.add(exported.text, at: exported.range)
      names.append((first, name, exported))
      guard try skip(.comma) else { break }
    }
    try expect(.rightBrace, "or ',' after a name of an export")
    if try skipWord("from") {
      let specifier = try moduleSpecifier()
      try semicolon(after: "an export")
      return .namesFrom(names.map { (imported: $0.name, exported: $0.exported) }, specifier)
    }
    var locals: [(local: Identifier, exported: ModuleExportName)] = []
    for (token, name, exported) in names {
      locals.append((local: try localName(name, token, "a variable"), exported: exported))
    }
    exports.locals += locals.map(\.local)
    try semicolon(after: "an export")
    return .names(locals)
  }
}
