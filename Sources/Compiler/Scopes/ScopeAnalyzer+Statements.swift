import JavaScript

extension ScopeAnalyzer {
  // MARK: Modules

  mutating func walk(_ module: Module) throws(Problem) {
    try declareImports(module)
    let statements = module.statements
    try declareNames(of: statements)
    try declareVariables(of: statements, parameters: nil)
    for item in module.items {
      switch item {
      case .statement(let statement): try walk(statement)
      case .importDeclaration: break
      case .exportDeclaration(let export): try walk(export)
      }
    }
    for export in result.localExports { result[export.binding].isExported = true }
  }

  private mutating func declareImports(_ module: Module) throws(Problem) {
    for case .importDeclaration(let declaration) in module.items {
      for binding in declaration.bindings {
        let (local, name): (Identifier, Binding.ImportedName) =
          switch binding {
          case .defaultExport(let local): (local, .name("default"))
          case .named(let imported, let local): (local, .name(imported.text))
          case .namespace(let local): (local, .namespace)
          }
        try declareNew(
          local, .imported(specifier: declaration.specifier.value, name: name), isInitialized: true)
      }
    }
  }

  private mutating func walk(_ export: ExportDeclaration) throws(Problem) {
    switch export.kind {
    case .declaration(let statement):
      for identifier in statement.declaredNames {
        guard let binding = result[scope].names[identifier.name] else { continue }
        result.localExports.append((identifier.name, binding, identifier.range))
      }
      try walk(statement)
    case .defaultDeclaration(let statement):
      let name = statement.declaredNames.first?.name ?? Self.defaultName
      if let binding = result[scope].names[name] {
        result.localExports.append(("default", binding, export.range))
      }
      try walk(statement)
    case .defaultExpression(let expression):
      try walk(expression)
      let binding = declare(Self.defaultName, .defaultExport, export.range, isInitialized: true)
      result.localExports.append(("default", binding, export.range))
    case .names(let names):
      for (local, exported) in names { try walkExport(of: local, as: exported) }
    case .namesFrom(let names, let specifier):
      for (imported, exported) in names {
        result.indirectExports.append(
          (exported.text, specifier.value, .name(imported.text), exported.range))
      }
    case .allFrom(let exported?, let specifier):
      result.indirectExports.append((exported.text, specifier.value, .namespace, exported.range))
    case .allFrom(nil, let specifier): result.starExports.append((specifier.value, specifier.range))
    }
  }

  private mutating func walkExport(of local: Identifier, as exported: ModuleExportName) throws(Problem) {
    guard let binding = result[scope].names[local.name] else {
      throw Problem(range: local.range, description: "'\(local.name)' is exported, but not declared")
    }
    result.references[local.id.index] = binding
    if case .imported(let specifier, let name) = result[binding].kind {
      result.indirectExports.append((exported.text, specifier, name, exported.range))
    } else {
      result.localExports.append((exported.text, binding, exported.range))
    }
  }

  /// The name of what `export default` exports if it has no name: no identifier.
  static let defaultName = "*default*"

  // MARK: Declarations

  /// Declares the functions, classes and lexical variables of a list of statements.
  mutating func declareNames(of statements: some Sequence<Statement>) throws(Problem) {
    for statement in statements {
      switch statement.unlabeled.kind {
      case .function(let function):
        guard let name = function.name else {
          declare(Self.defaultName, .function, function.range, isInitialized: true)
          continue
        }
        // The last of several functions with one name counts; no reader can tell which one that is.
        if let earlier = result[scope].names[name.name], case .function = result[earlier].kind {
          result[earlier].isWritten = true
          result.references[name.id.index] = earlier
        } else {
          try declareNew(name, .function)
        }
      case .classDeclaration(let node):
        if let name = node.name {
          try declareNew(name, .classDeclaration)
        } else {
          declare(Self.defaultName, .classDeclaration, node.range, isInitialized: false)
        }
      case .variables(let declaration) where declaration.kind != .var:
        for declarator in declaration.declarators {
          for identifier in declarator.target.boundIdentifiers {
            try declareNew(identifier, declaration.kind == .const ? .constant : .lexical)
          }
        }
      default: break
      }
    }
  }

  /// Declares the `var`s in the statements of a function's body, those in nested statements included.
  mutating func declareVariables(
    of statements: some Sequence<Statement>, parameters: ScopeID?
  ) throws(Problem) {
    for statement in statements {
      for identifier in statement.hoistedVariables { try declareVariable(identifier, parameters: parameters) }
    }
  }

  // MARK: Statements

  mutating func walk(_ statements: [Statement]) throws(Problem) {
    for statement in statements { try walk(statement) }
  }

  mutating func walk(_ block: Block, isHome: Bool = false) throws(Problem) {
    try inScope(block.id, isHome: isHome) { (analyzer) throws(Problem) in
      try analyzer.declareNames(of: block.statements)
      try analyzer.walk(block.statements)
    }
  }

  /// Walks the body of a loop, each round of which has variables of its own.
  private mutating func walkBody(_ statement: Statement) throws(Problem) {
    if case .block(let block) = statement.kind {
      try walk(block, isHome: true)
    } else {
      try walk(statement)
    }
  }

  mutating func walk(_ statement: Statement) throws(Problem) {
    switch statement.kind {
    case .expression(let expression), .throwValue(let expression): try walk(expression)
    case .variables(let declaration): try walk(declaration)
    case .function(let function): try walk(function, declared: true)
    case .classDeclaration(let node): try walk(node, declared: true)
    case .block(let block): try walk(block)
    case .empty, .debugger, .breakTo, .continueTo: break
    case .ifElse(let condition, let then, let otherwise):
      try walk(condition)
      try walk(then)
      if let otherwise { try walk(otherwise) }
    case .whileLoop(let condition, let body):
      try inLoop { (analyzer) throws(Problem) in
        try analyzer.walk(condition)
        try analyzer.walkBody(body)
      }
    case .doWhile(let body, let condition):
      try inLoop { (analyzer) throws(Problem) in
        try analyzer.walkBody(body)
        try analyzer.walk(condition)
      }
    case .forLoop(let loop): try walk(loop)
    case .forIn(let loop), .forOf(let loop, _): try walk(loop)
    case .switchCase(let node): try walk(node)
    case .tryCatch(let node): try walk(node)
    case .labeled(_, let body): try walk(body)
    case .returnValue(let value): if let value { try walk(value) }
    }
  }

  mutating func walk(_ declaration: VariableDeclaration) throws(Problem) {
    for declarator in declaration.declarators {
      if let initializer = declarator.initializer { try walk(initializer) }
      if declaration.kind == .var {
        if declarator.initializer != nil { try walkTarget(declarator.target, .assignment) }
      } else {
        try walkTarget(declarator.target, .declaration)
      }
    }
  }

  private mutating func walk(_ loop: ForLoop) throws(Problem) {
    try inLoop { (analyzer) throws(Problem) in
      try analyzer.inScope(loop.id, isHome: true) { (analyzer) throws(Problem) in
        let functionCount = analyzer.result.functions.count
        switch loop.initialization {
        case .variables(let declaration):
          try analyzer.declareNames(of: [
            Statement(.variables(declaration), range: loop.body.range)
          ])
          try analyzer.walk(declaration)
        case .expression(let expression): try analyzer.walk(expression)
        case nil: break
        }
        analyzer.result[analyzer.scope].hasFunctionsInHead =
          analyzer.result.functions.count > functionCount
        if let condition = loop.condition { try analyzer.walk(condition) }
        try analyzer.walk(loop.body)
        if let update = loop.update { try analyzer.walk(update) }
      }
    }
  }

  private mutating func walk(_ loop: ForEach) throws(Problem) {
    try walk(loop.subject)
    try inLoop { (analyzer) throws(Problem) in
      try analyzer.inScope(loop.id, isHome: true) { (analyzer) throws(Problem) in
        switch loop.target {
        case .variables(.var, let pattern), .assignment(let pattern):
          try analyzer.walkTarget(pattern, .assignment)
        case .variables(let kind, let pattern):
          for identifier in pattern.boundIdentifiers {
            try analyzer.declareNew(identifier, kind == .const ? .constant : .lexical)
          }
          try analyzer.walkTarget(pattern, .declaration)
        }
        try analyzer.walk(loop.body)
      }
    }
  }

  private mutating func walk(_ node: Switch) throws(Problem) {
    try walk(node.subject)
    try inScope(node.id) { (analyzer) throws(Problem) in
      // A case can be entered from the top.
      analyzer.result[analyzer.scope].skipsDeclarations = true
      try analyzer.declareNames(of: node.cases.lazy.flatMap(\.statements))
      for branch in node.cases {
        if let test = branch.test { try analyzer.walk(test) }
        try analyzer.walk(branch.statements)
      }
    }
  }

  private mutating func walk(_ node: Try) throws(Problem) {
    try walk(node.body)
    if let handler = node.handler {
      try inScope(handler.id) { (analyzer) throws(Problem) in
        if let parameter = handler.parameter {
          for identifier in parameter.boundIdentifiers {
            try analyzer.declareNew(identifier, .catchParameter)
          }
          try analyzer.walkTarget(parameter, .declaration)
        }
        try analyzer.walk(handler.body)
      }
    }
    if let finalizer = node.finalizer { try walk(finalizer) }
  }
}
