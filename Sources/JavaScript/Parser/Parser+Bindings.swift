extension Parser {
  /// The name that `construct` declares, for instance "a parameter".
  mutating func bindingIdentifier(_ construct: String) throws(SyntaxError) -> Identifier {
    guard case .identifier(let name) = token.kind else {
      if case .keyword(let keyword) = token.kind {
        throw SyntaxError(
          "'\(keyword.rawValue)' is a reserved word and cannot be the name of \(construct)", at: token.range)
      }
      throw unexpected("the name of \(construct)")
    }
    try Self.checkBinding(name, token.range)
    let identifier = Identifier(name, range: token.range, id: makeID())
    try advance()
    return identifier
  }

  /// Checks a name that gets a value.
  static func checkBinding(_ name: String, _ range: SourceRange) throws(SyntaxError) {
    if name == "eval" || name == "arguments" {
      throw SyntaxError("'\(name)' cannot be declared or assigned in strict code", at: range)
    }
  }

  /// A pattern, perhaps with a default value.
  mutating func bindingElement(_ construct: String) throws(SyntaxError) -> Pattern {
    let target = try bindingPattern(construct)
    guard try skip(.assign) else { return target }
    let value = try assignment()
    return Pattern(.withDefault(target, value), range: range(from: target.range.start))
  }

  /// What gets all that is left, behind `...`; it must be the last.
  mutating func restTarget(_ construct: String) throws(SyntaxError) -> Pattern {
    let target = try bindingPattern("a rest \(construct)")
    if token == .assign {
      throw SyntaxError("a rest \(construct) cannot have a default value", at: token.range)
    }
    if token == .comma {
      throw SyntaxError("a rest \(construct) must be the last", at: target.range)
    }
    return target
  }

  /// A name, or a pattern in brackets or braces.
  mutating func bindingPattern(_ construct: String) throws(SyntaxError) -> Pattern {
    switch token.kind {
    case .punctuator(.leftBracket): return try arrayBindingPattern()
    case .punctuator(.leftBrace): return try objectBindingPattern()
    default:
      let identifier = try bindingIdentifier(construct)
      return Pattern(.identifier(identifier), range: identifier.range)
    }
  }

  private mutating func arrayBindingPattern() throws(SyntaxError) -> Pattern {
    let start = token.range.start
    let outerHeight = try nesting.enter(at: token.range)
    let outerAllowsIn = allowsIn
    allowsIn = true
    try advance()
    var elements: [Pattern?] = []
    var rest: Pattern?
    while token != .rightBracket, rest == nil {
      if try skip(.comma) {
        elements.append(nil)
      } else if try skip(.ellipsis) {
        rest = try restTarget("element")
      } else {
        elements.append(try bindingElement("a variable"))
        guard try skip(.comma) else { break }
      }
    }
    try expect(.rightBracket, "or ',' after an element of a pattern")
    allowsIn = outerAllowsIn
    nesting.leave(outerHeight)
    return Pattern(.array(elements, rest: rest), range: range(from: start))
  }

  private mutating func objectBindingPattern() throws(SyntaxError) -> Pattern {
    let start = token.range.start
    let outerHeight = try nesting.enter(at: token.range)
    let outerAllowsIn = allowsIn
    allowsIn = true
    try advance()
    var properties: [Pattern.Property] = []
    var rest: Pattern?
    while token != .rightBrace, rest == nil {
      if try skip(.ellipsis) {
        if token == .leftBrace || token == .leftBracket {
          throw unexpected("the name of a rest property")
        }
        rest = try restTarget("property")
      } else {
        properties.append(try bindingProperty())
        guard try skip(.comma) else { break }
      }
    }
    try expect(.rightBrace, "or ',' after a property of a pattern")
    allowsIn = outerAllowsIn
    nesting.leave(outerHeight)
    return Pattern(.object(properties, rest: rest), range: range(from: start))
  }

  private mutating func bindingProperty() throws(SyntaxError) -> Pattern.Property {
    if case .identifier = token.kind {
      let next = peek()
      if next == .comma || next == .rightBrace || next == .assign {
        let range = token.range
        let target = try bindingElement("a variable")
        return Pattern.Property(PropertyKey(.name(target.boundIdentifiers[0].name), range: range), target)
      }
    }
    let keyToken = token
    let key = try propertyKey()
    if case .privateName = key.kind {
      throw SyntaxError("a private member cannot be destructured", at: key.range)
    }
    if case .keyword(let keyword) = keyToken.kind, token != .colon {
      throw SyntaxError(
        "'\(keyword.rawValue)' is a reserved word; expected ':' and a variable behind it", at: key.range)
    }
    try expect(.colon, "after the key of a property")
    return Pattern.Property(key, try bindingElement("a variable"))
  }
}
