/// What stands before the parentheses or the value of a member of an object or a class.
struct MemberHead {
  /// What the words before the key say.
  enum Kind {
    /// A property or a method, whichever the token behind the key says.
    case plain
    /// It has `async` or `*`, so that it must be a method.
    case method
    case getter
    case setter
  }

  var kind = Kind.plain
  var isAsync = false
  var isGenerator = false
  var key: PropertyKey
  /// The first token of the key.
  var keyToken: Token
  /// Where the member starts, without `static`.
  var start: Int
}

extension Parser {
  /// Reads the words before the key of a member, and the key.
  mutating func memberHead() throws(SyntaxError) -> MemberHead {
    let first = token
    if first == .star { return try generatorHead(start: first.range.start, isAsync: false) }
    let key = try propertyKey()
    var head = MemberHead(key: key, keyToken: first, start: first.range.start)
    guard !endsKey else { return head }
    if first.isWord("async"), !token.followsLineBreak {
      if token == .star { return try generatorHead(start: head.start, isAsync: true) }
      head.kind = .method
      head.isAsync = true
    } else if first.isWord("get"), token != .star {
      head.kind = .getter
    } else if first.isWord("set"), token != .star {
      head.kind = .setter
    } else {
      return head
    }
    head.keyToken = token
    head.key = try propertyKey()
    return head
  }

  private mutating func generatorHead(start: Int, isAsync: Bool) throws(SyntaxError) -> MemberHead {
    try advance()
    let keyToken = token
    let key = try propertyKey()
    return MemberHead(
      kind: .method, isAsync: isAsync, isGenerator: true, key: key, keyToken: keyToken, start: start)
  }

  /// True iff a word before the next token is a key and no word before a key.
  private var endsKey: Bool {
    switch token.kind {
    case .punctuator(let punctuator): punctuator != .star && punctuator != .leftBracket
    case .endOfFile: true
    default: false
    }
  }

  /// The key of a member of an object, a class or a pattern.
  mutating func propertyKey() throws(SyntaxError) -> PropertyKey {
    let range = token.range
    let kind: PropertyKey.Kind
    switch token.kind {
    case .string(let value): kind = .name(value)
    case .number(let value): kind = .number(value)
    case .bigInt(let digits): kind = .bigInt(digits)
    case .privateName(let name): kind = .privateName(name)
    case .punctuator(.leftBracket): return try computedKey()
    default:
      guard let name = token.identifierName else { throw unexpected("the name of a member") }
      kind = .name(name)
    }
    try advance()
    return PropertyKey(kind, range: range)
  }

  private mutating func computedKey() throws(SyntaxError) -> PropertyKey {
    let start = token.range.start
    let outerAllowsIn = allowsIn
    allowsIn = true
    try advance()
    let key = try assignment()
    allowsIn = outerAllowsIn
    try expect(.rightBracket, "after a computed key")
    return PropertyKey(.computed(key), range: range(from: start))
  }
}
