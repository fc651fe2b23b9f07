import JavaScript

extension ScopeAnalyzer {
  // MARK: Functions

  /// Walks a function.
  ///
  /// - Parameter declared: True iff it is a declaration, whose name belongs to the scope around it.
  mutating func walk(_ function: FunctionNode, declared: Bool) throws(Problem) {
    if declared {
      let binding = result[scope].names[function.name?.name ?? Self.defaultName]
      try walkFunction(function, binding: binding)
    } else if let name = function.name, case .function = function.kind {
      try inScope(nil) { (analyzer) throws(Problem) in
        let binding = try analyzer.declareNew(name, .functionName)
        try analyzer.walkFunction(function, binding: binding)
      }
    } else {
      try walkFunction(function, binding: nil)
    }
  }

  private mutating func walkFunction(_ function: FunctionNode, binding: BindingID?) throws(Problem) {
    try inFunction(function.id, scopeNode: function.id, isAsync: function.isAsync, binding: binding) {
      (analyzer) throws(Problem) in
      if function.kind != .arrow { analyzer.declare("this", .this, function.range, isInitialized: true) }
      try analyzer.walkParametersAndBody(function)
    }
  }

  private mutating func walkParametersAndBody(_ function: FunctionNode) throws(Problem) {
    for (index, parameter) in function.parameters.enumerated() {
      if case .identifier(let identifier) = parameter.target.kind, !parameter.isRest {
        try declareNew(identifier, .parameter(index), isInitialized: true)
      } else {
        for identifier in parameter.target.boundIdentifiers {
          try declareNew(identifier, .destructuredParameter, isInitialized: true)
        }
      }
    }
    for parameter in function.parameters { try walkTarget(parameter.target, .declaration) }
    switch function.body {
    case .expression(let expression): try walk(expression)
    case .block(let block):
      let parameters = scope
      try inScope(block.id) { (analyzer) throws(Problem) in
        try analyzer.declareNames(of: block.statements)
        try analyzer.declareVariables(of: block.statements, parameters: parameters)
        try analyzer.walk(block.statements)
      }
    }
  }

  // MARK: Classes

  mutating func walk(_ node: ClassNode, declared: Bool) throws(Problem) {
    let outer = declared ? result[scope].names[node.name?.name ?? Self.defaultName] : nil
    try inScope(node.id) { (analyzer) throws(Problem) in
      var inner: BindingID?
      if let name = node.name {
        let binding = analyzer.declare(name.name, .className, name.range, isInitialized: false)
        analyzer.result[binding].alias = outer
        inner = binding
      }
      if let superclass = node.superclass {
        try analyzer.walk(superclass)
        analyzer.result.hasSubclasses = true
        let binding = analyzer.declare("super", .superclass, superclass.range, isInitialized: true)
        if case .identifier(let identifier) = superclass.kind {
          analyzer.superclasses.append((binding, identifier.id))
        }
      }
      for member in node.members { try analyzer.walkKey(of: member) }
      try analyzer.walkConstructor(of: node)
      for member in node.members {
        switch member.kind {
        case .method(_, let function), .getter(_, let function), .setter(_, let function):
          try analyzer.walk(function, declared: false)
        case .constructor, .field, .staticBlock: break
        }
      }
      if let inner { analyzer.isInitialized[inner.index] = true }
      try analyzer.walkStaticMembers(of: node)
    }
    if let outer { isInitialized[outer.index] = true }
  }

  private mutating func walkKey(of member: ClassNode.Member) throws(Problem) {
    switch member.kind {
    case .method(let key, _), .getter(let key, _), .setter(let key, _), .field(let key, _): try walk(key)
    case .constructor, .staticBlock: break
    }
  }

  /// Walks the constructor, which is also what evaluates the fields.
  private mutating func walkConstructor(of node: ClassNode) throws(Problem) {
    try inFunction(node.id, scopeNode: nil, isAsync: false, isConstructor: true, binding: nil) {
      (analyzer) throws(Problem) in
      analyzer.declare("this", .this, node.range, isInitialized: true)
      if node.superclass != nil { analyzer.referTo(hidden: "super") }
      for member in node.members where !member.isStatic {
        guard case .field(_, let field) = member.kind else { continue }
        try analyzer.inScope(field.id) { (analyzer) throws(Problem) in
          if let initializer = field.initializer { try analyzer.walk(initializer) }
        }
      }
      guard let constructor = node.explicitConstructor else { return }
      try analyzer.inScope(constructor.id) { (analyzer) throws(Problem) in
        try analyzer.walkParametersAndBody(constructor)
      }
    }
  }

  private mutating func walkStaticMembers(of node: ClassNode) throws(Problem) {
    guard node.members.contains(where: \.isStaticElement) else { return }
    try inScope(nil) { (analyzer) throws(Problem) in
      analyzer.declare("this", .staticThis, node.range, isInitialized: true)
      for member in node.members where member.isStaticElement {
        switch member.kind {
        case .field(_, let field):
          try analyzer.inScope(field.id) { (analyzer) throws(Problem) in
            if let initializer = field.initializer { try analyzer.walk(initializer) }
          }
        case .staticBlock(let block):
          try analyzer.inScope(block.id) { (analyzer) throws(Problem) in
            try analyzer.inScope(block.body.id) { (analyzer) throws(Problem) in
              try analyzer.declareNames(of: block.body.statements)
              try analyzer.declareVariables(of: block.body.statements, parameters: nil)
              try analyzer.walk(block.body.statements)
            }
          }
        case .constructor, .method, .getter, .setter: break
        }
      }
    }
  }
}

extension ClassNode {
  /// The constructor that is written.
  var explicitConstructor: FunctionNode? {
    for member in members { if case .constructor(let function) = member.kind { return function } }
    return nil
  }
}

extension ClassNode.Member {
  /// True iff it is evaluated when the class is made, with the class as `this`.
  var isStaticElement: Bool {
    switch kind {
    case .field: isStatic
    case .staticBlock: true
    case .constructor, .method, .getter, .setter: false
    }
  }
}
