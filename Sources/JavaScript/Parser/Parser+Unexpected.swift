extension Parser {
  /// The error for a token that is not what was expected.
  func unexpected(_ expected: String) -> SyntaxError {
    if case .escapedKeyword(let keyword) = token.kind {
      return SyntaxError("the keyword '\(keyword.rawValue)' cannot be written with escapes", at: token.range)
    }
    if case .keyword(.enum) = token.kind { return reservedWord(.enum) }
    return SyntaxError("expected \(expected), but found \(tokenDescription)", at: token.range)
  }

  /// The error for a missing counterpart of what `open` is the range of.
  func unclosed(_ expected: String, _ open: SourceRange) -> SyntaxError {
    var error = unexpected(expected)
    let text = String(decoding: lexer.bytes[open.start..<open.end], as: UTF8.self)
    error.diagnostic.notes.append(Diagnostic.Note("this '\(text)' is not closed", at: open))
    return error
  }

  /// The error for a keyword in the place of a name.
  func reservedWord(_ keyword: Keyword) -> SyntaxError {
    let message =
      switch keyword {
      case .await: "'await' is only allowed in async functions and at the top level of a module"
      case .yield where function.isGenerator: "'yield' must stand in parentheses to be an operand"
      case .yield: "'yield' is only allowed in generator functions"
      default: "'\(keyword.rawValue)' is a reserved word"
      }
    return SyntaxError(message, at: token.range)
  }

  /// What comes next, for messages.
  private var tokenDescription: String {
    switch token.kind {
    case .endOfFile: "the end of the file"
    case .string: "a string"
    case .template: "a template"
    case .regularExpression: "a regular expression"
    case .number, .bigInt: "the number \(tokenText)"
    case .identifier, .escapedKeyword, .privateName, .keyword, .punctuator: "'\(tokenText)'"
    }
  }

  /// The text of what comes next.
  var tokenText: String {
    let text = String(decoding: lexer.bytes[token.range.start..<token.range.end], as: UTF8.self)
    return text.count > 40 ? text.prefix(40) + "…" : text
  }
}
