import IL
import JavaScript

extension FunctionGenerator {
  /// The static property of a class that holds its constructor, where there are classes that extend others.
  private static let constructorKey = "<constructor>"

  // MARK: The class

  /// The value of a class.
  ///
  /// - Parameter binding: The variable that a class declaration declares.
  @discardableResult
  mutating func generateClass(
    _ node: ClassNode, name: String?, declares binding: BindingID?
  ) throws(CompilationError) -> Operand {
    link.needClasses()
    let outer = lexicalScope
    lexicalScope = scopeOf(node.id)
    defer { lexicalScope = outer }
    let superclass = try superclass(of: node)
    guard let index = scopes.functionOfNode[node.id.index] else { preconditionFailure("an unknown class") }
    let constructor = functionValue(index, .constructor(node), name, .instance, node.range)
    let statics = builder.emit(.objectNew)
    let classValue = builder.emit(.classCreate, constructor, statics)
    let prototype: Operand
    if let superclass {
      _ = try callSupport(.copyStatics, statics, superclass)
      let parent = builder.emit(.objectGet, superclass, .literal(link.string("prototype")))
      prototype = try callSupport(.create, parent)
    } else {
      prototype = builder.emit(.objectNew)
    }
    builder.perform(.objectSet, statics, .literal(link.string("prototype")), prototype)
    if link.hasSubclasses {
      builder.perform(.objectSet, statics, .literal(link.string(Self.constructorKey)), constructor)
    }
    for member in node.members {
      try generateMethod(member, member.isStatic ? statics : prototype, className: name ?? "")
    }
    if let inner = node.name.flatMap({ scopes[lexicalScope].names[$0.name] }), scopes[inner].alias == nil {
      initialize(inner, classValue)
    }
    if let binding { initialize(binding, classValue) }
    try generateStaticMembers(of: node, classValue)
    return classValue
  }

  private mutating func superclass(of node: ClassNode) throws(CompilationError) -> Operand? {
    guard let expression = node.superclass else { return nil }
    if case .null = expression.withoutParentheses.kind {
      throw error("a class cannot extend null", expression.range)
    }
    let superclass = try value(expression)
    if let binding = scopes[lexicalScope].names["super"], scopes[binding].alias == nil {
      initialize(binding, superclass)
    }
    return superclass
  }

  private mutating func generateMethod(
    _ member: ClassNode.Member, _ target: Operand, className: String
  ) throws(CompilationError) {
    switch member.kind {
    case .method(let key, let node):
      let name = key.plainName.map { className.isEmpty ? $0 : "\(className).\($0)" }
      let key = try self.key(key)
      let method = try functionValue(node, name: name, superKind: member.isStatic ? .classItself : .instance)
      builder.perform(.objectSet, target, key, method)
    case .getter(let key, _), .setter(let key, _):
      throw error("getters and setters are not supported: the engine has none", key.range)
    case .constructor, .field, .staticBlock: break
    }
  }

  private mutating func generateStaticMembers(
    of node: ClassNode, _ classValue: Operand
  ) throws(CompilationError) {
    let outerKind = superKindInPlace
    superKindInPlace = .classItself
    defer { superKindInPlace = outerKind }
    for member in node.members where member.isStaticElement {
      switch member.kind {
      case .field(let key, let field):
        let scope = scopeOf(field.id)
        bindStaticThis(around: scope, classValue)
        let name = try self.key(key)
        var value = Operand.literal(.undefined)
        try inScope(scope) { (generator) throws(CompilationError) in
          if let initializer = field.initializer {
            value = try generator.value(initializer, name: key.plainName)
          }
        }
        builder.perform(.objectSet, classValue, name, value)
      case .staticBlock(let block):
        bindStaticThis(around: scopeOf(block.id), classValue)
        try inScope(scopeOf(block.body.id)) { (generator) throws(CompilationError) in
          generator.declareVariables(in: generator.lexicalScope)
          try generator.generate(block.body)
        }
      case .constructor, .method, .getter, .setter: break
      }
    }
  }

  /// Gives `this` its value in the static members of a class.
  private mutating func bindStaticThis(around scope: ScopeID, _ classValue: Operand) {
    guard let statics = scopes[scope].parent, let this = scopes[statics].names["this"], locals[this] == nil
    else { return }
    initialize(this, classValue)
  }

  // MARK: The constructor

  mutating func generateConstructor(_ node: ClassNode) throws(CompilationError) {
    try enterFunction(parameters: nil)
    classNode = node
    if node.superclass == nil { try generateFields(of: node) }
    if let constructor = node.explicitConstructor {
      lexicalScope = scopeOf(constructor.id)
      try bindParameters(of: constructor)
      try generateBody(constructor)
    } else if node.superclass != nil {
      // How many arguments there are is not known; the superclass cannot find out either.
      let arguments = (1..<Limits.readableArguments).map { builder.emit(.loadArgument($0)) }
      try callSuperclass(arguments, node.range)
    }
  }

  private mutating func generateFields(of node: ClassNode) throws(CompilationError) {
    for member in node.members where !member.isStatic {
      guard case .field(let key, let field) = member.kind else { continue }
      if case .computed(let expression) = key.kind, try literal(expression) == nil {
        throw error("computed names of fields are not supported unless they are constants", key.range)
      }
      let name = try self.key(key)
      try inScope(scopeOf(field.id)) { (generator) throws(CompilationError) in
        var value = Operand.literal(.undefined)
        if let initializer = field.initializer {
          value = try generator.value(initializer, name: key.plainName)
        }
        generator.builder.perform(.objectSet, generator.loadThis(), name, value)
      }
    }
  }

  // MARK: Super

  mutating func superCall(_ arguments: [Argument], _ range: SourceRange) throws(CompilationError) {
    guard classNode != nil else { throw error("'super()' is not supported in arrow functions", range) }
    var values: [Operand] = []
    for argument in arguments {
      guard case .value(let expression) = argument else {
        throw error("'super()' cannot have spread arguments", range)
      }
      values.append(try value(expression))
    }
    try callSuperclass(values, range)
  }

  private mutating func callSuperclass(_ arguments: [Operand], _ range: SourceRange) throws(CompilationError)
  {
    guard let node = classNode, let binding = scopes.lookUp("super", from: lexicalScope) else {
      throw error("'super()' is not possible here", range)
    }
    let superclass = try read(scopes.resolved(binding), range)
    let constructor = builder.emit(
      .objectGet, superclass, .literal(link.string(Self.constructorKey)))
    builder.perform(.callVoid, [constructor, loadThis()] + arguments)
    try generateFields(of: node)
  }

  /// What `super` means in the current code.
  var meaningOfSuper: SuperKind { superKindInPlace == .none ? superKind : superKindInPlace }

  /// The object in which `super.name` looks for properties.
  mutating func superObject(_ range: SourceRange) throws(CompilationError) -> Operand {
    let kind = meaningOfSuper
    guard kind != .none, let binding = scopes.lookUp("super", from: lexicalScope) else {
      throw error("'super' is not supported in an object or a class that extends nothing", range)
    }
    let superclass = try read(scopes.resolved(binding), range)
    guard kind == .instance else { return superclass }
    return builder.emit(.objectGet, superclass, .literal(link.string("prototype")))
  }
}
