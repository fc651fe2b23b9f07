import JavaScript

extension Module {
  /// The statements of the module, those in exports included.
  var statements: [Statement] {
    items.compactMap { item in
      switch item {
      case .statement(let statement): statement
      case .importDeclaration: nil
      case .exportDeclaration(let export):
        switch export.kind {
        case .declaration(let statement), .defaultDeclaration(let statement): statement
        case .defaultExpression, .names, .namesFrom, .allFrom: nil
        }
      }
    }
  }
}

extension Statement {
  /// The statement behind the labels.
  var unlabeled: Statement {
    var statement = self
    while case .labeled(_, let body) = statement.kind { statement = body }
    return statement
  }

  /// The names that a declaration declares.
  var declaredNames: [Identifier] {
    switch kind {
    case .variables(let declaration): declaration.declarators.flatMap { $0.target.boundIdentifiers }
    case .function(let function): function.name.map { [$0] } ?? []
    case .classDeclaration(let node): node.name.map { [$0] } ?? []
    default: []
    }
  }

  /// The `var`s in the statement and in what is nested in it, without those of functions.
  var hoistedVariables: [Identifier] {
    switch kind {
    case .variables(let declaration): declaration.kind == .var ? declaredNames : []
    case .expression, .function, .classDeclaration, .empty, .debugger, .breakTo, .continueTo, .returnValue,
      .throwValue:
      []
    case .block(let block): block.hoistedVariables
    case .ifElse(_, let then, let otherwise): then.hoistedVariables + (otherwise?.hoistedVariables ?? [])
    case .whileLoop(_, let body), .doWhile(let body, _), .labeled(_, let body): body.hoistedVariables
    case .forLoop(let loop):
      if case .variables(let declaration) = loop.initialization {
        Statement(.variables(declaration), range: range).hoistedVariables + loop.body.hoistedVariables
      } else {
        loop.body.hoistedVariables
      }
    case .forIn(let loop), .forOf(let loop, _):
      if case .variables(.var, let pattern) = loop.target {
        pattern.boundIdentifiers + loop.body.hoistedVariables
      } else {
        loop.body.hoistedVariables
      }
    case .switchCase(let node): node.cases.flatMap { $0.statements.flatMap(\.hoistedVariables) }
    case .tryCatch(let node):
      node.body.hoistedVariables + (node.handler?.body.hoistedVariables ?? [])
        + (node.finalizer?.hoistedVariables ?? [])
    }
  }
}

extension Block {
  /// The `var`s in the block.
  fileprivate var hoistedVariables: [Identifier] { statements.flatMap(\.hoistedVariables) }
}
