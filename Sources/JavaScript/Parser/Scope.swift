/// The names that a part of a module declares, as far as duplicates are errors.
struct Scope {
  enum Kind {
    case module
    /// A function, or a static block: declarations with `var` do not leave it.
    case function
    case block
    /// A `catch` clause; `var` may declare its parameter again if that is no pattern.
    case catchClause(isPattern: Bool)
  }

  let kind: Kind
  /// Declared with `let`, `const`, `class`, `import`, or as a function in a block or module.
  var lexical: [String: SourceRange] = [:]
  /// Declared with `var` here or in a block inside, or as a function on the top level of a function.
  var variables: [String: SourceRange] = [:]
  var parameters: [String: SourceRange] = [:]

  init(_ kind: Kind) { self.kind = kind }

  /// True iff functions can be declared twice here, like variables.
  var functionsAreVariables: Bool {
    if case .function = kind { true } else { false }
  }

  /// True iff `var` declares in a scope further out as well.
  var isTransparent: Bool {
    switch kind {
    case .module, .function: false
    case .block, .catchClause: true
    }
  }

  /// Where a name is declared that `var` cannot declare again.
  func conflict(withVariable name: String) -> SourceRange? {
    if case .catchClause(isPattern: true) = kind, let parameter = parameters[name] { return parameter }
    return lexical[name]
  }
}

extension Parser {
  /// Declares a name with `let`, `const`, `class` or `import`.
  mutating func declareLexical(_ identifier: Identifier) throws(SyntaxError) {
    let scope = scopes[scopes.count - 1]
    let name = identifier.name
    if let first = scope.lexical[name] ?? scope.variables[name] ?? scope.parameters[name] {
      throw duplicate(identifier, first)
    }
    scopes[scopes.count - 1].lexical[name] = identifier.range
  }

  /// Declares a name with `var`.
  mutating func declareVariable(_ identifier: Identifier) throws(SyntaxError) {
    for index in scopes.indices.reversed() {
      if let first = scopes[index].conflict(withVariable: identifier.name) {
        throw duplicate(identifier, first)
      }
      if scopes[index].variables[identifier.name] == nil {
        scopes[index].variables[identifier.name] = identifier.range
      }
      guard scopes[index].isTransparent else { return }
    }
  }

  /// Declares the name of a function.
  mutating func declareFunction(_ identifier: Identifier) throws(SyntaxError) {
    if scopes[scopes.count - 1].functionsAreVariables {
      try declareVariable(identifier)
    } else {
      try declareLexical(identifier)
    }
  }

  /// Declares the names in a pattern.
  mutating func declare(_ kind: VariableDeclaration.Kind, _ pattern: Pattern) throws(SyntaxError) {
    for identifier in pattern.boundIdentifiers {
      switch kind {
      case .var: try declareVariable(identifier)
      case .let, .const: try declareLexical(identifier)
      }
    }
  }

  /// Declares the names in the pattern of a parameter.
  mutating func declareParameter(_ pattern: Pattern) throws(SyntaxError) {
    for identifier in pattern.boundIdentifiers {
      if let first = scopes[scopes.count - 1].parameters.updateValue(
        identifier.range, forKey: identifier.name)
      {
        throw SyntaxError(
          "there are two parameters named '\(identifier.name)'", at: identifier.range,
          notes: [Diagnostic.Note("this is the first one", at: first)])
      }
    }
  }

  private func duplicate(_ identifier: Identifier, _ first: SourceRange) -> SyntaxError {
    SyntaxError(
      "'\(identifier.name)' has already been declared", at: identifier.range,
      notes: [Diagnostic.Note("this is the first declaration", at: first)])
  }
}
