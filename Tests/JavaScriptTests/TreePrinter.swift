import JavaScript

/// Prints a syntax tree in one line as nested lists, for tests.
///
/// Leaves are printed as JavaScript writes them; names are bare.
enum TreePrinter {
  static func print(_ module: Module) -> String {
    module.items.map(print).joined(separator: " ")
  }

  /// `(head part part)`, without the parts that are empty.
  private static func list(_ head: String, _ parts: String...) -> String { list(head, parts) }

  private static func list(_ head: String, _ parts: [String]) -> String {
    "(" + ([head] + parts.filter { !$0.isEmpty }).joined(separator: " ") + ")"
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("\n", with: "\\n") + "'"
  }

  // MARK: - Modules

  private static func print(_ item: Module.Item) -> String {
    switch item {
    case .statement(let statement): print(statement)
    case .importDeclaration(let declaration):
      list("import", declaration.bindings.map(print) + [quoted(declaration.specifier.value)])
    case .exportDeclaration(let declaration): list("export", print(declaration.kind))
    }
  }

  private static func print(_ binding: ImportDeclaration.Binding) -> String {
    switch binding {
    case .defaultExport(let local): "default:\(local.name)"
    case .named(let imported, let local): "\(imported.text):\(local.name)"
    case .namespace(let local): "*:\(local.name)"
    }
  }

  private static func print(_ kind: ExportDeclaration.Kind) -> String {
    switch kind {
    case .declaration(let statement): print(statement)
    case .defaultExpression(let expression): "default " + print(expression)
    case .defaultDeclaration(let statement): "default " + print(statement)
    case .names(let names): names.map { "\($0.local.name):\($0.exported.text)" }.joined(separator: " ")
    case .namesFrom(let names, let module):
      (names.map { "\($0.imported.text):\($0.exported.text)" } + [quoted(module.value)]).joined(
        separator: " ")
    case .allFrom(let name, let module): "*\(name.map { ":\($0.text)" } ?? "") \(quoted(module.value))"
    }
  }

  // MARK: - Statements

  private static func print(_ statement: Statement) -> String {
    switch statement.kind {
    case .expression(let expression): print(expression)
    case .variables(let declaration): print(declaration)
    case .function(let function): print(function)
    case .classDeclaration(let node): print(node)
    case .block(let block): print(block)
    case .empty: "empty"
    case .debugger: "debugger"
    case .ifElse(let condition, let then, let otherwise):
      list("if", print(condition), print(then), otherwise.map(print) ?? "")
    case .whileLoop(let condition, let body): list("while", print(condition), print(body))
    case .doWhile(let body, let condition): list("do", print(body), print(condition))
    case .forLoop(let loop):
      list(
        "for", loop.initialization.map(print) ?? "-", loop.condition.map(print) ?? "-",
        loop.update.map(print) ?? "-", print(loop.body))
    case .forIn(let each): list("for-in", print(each.target), print(each.subject), print(each.body))
    case .forOf(let each, let isAwait):
      list(isAwait ? "for-await" : "for-of", print(each.target), print(each.subject), print(each.body))
    case .switchCase(let node): list("switch", [print(node.subject)] + node.cases.map(print))
    case .tryCatch(let node):
      list(
        "try", print(node.body),
        node.handler.map { list("catch", $0.parameter.map(print) ?? "", print($0.body)) } ?? "",
        node.finalizer.map { list("finally", print($0)) } ?? "")
    case .labeled(let label, let body): list("label", label.name, print(body))
    case .breakTo(let label): list("break", label?.name ?? "")
    case .continueTo(let label): list("continue", label?.name ?? "")
    case .returnValue(let value): list("return", value.map(print) ?? "")
    case .throwValue(let value): list("throw", print(value))
    }
  }

  private static func print(_ block: Block) -> String { list("block", block.statements.map(print)) }

  private static func print(_ declaration: VariableDeclaration) -> String {
    list(
      declaration.kind.rawValue,
      declaration.declarators.map { declarator in
        guard let value = declarator.initializer else { return print(declarator.target) }
        return list("=", print(declarator.target), print(value))
      })
  }

  private static func print(_ initialization: ForLoop.Initialization) -> String {
    switch initialization {
    case .variables(let declaration): print(declaration)
    case .expression(let expression): print(expression)
    }
  }

  private static func print(_ target: ForEach.Target) -> String {
    switch target {
    case .variables(let kind, let pattern): list(kind.rawValue, print(pattern))
    case .assignment(let pattern): print(pattern)
    }
  }

  private static func print(_ node: Switch.Case) -> String {
    list(node.test == nil ? "default" : "case", [node.test.map(print) ?? ""] + node.statements.map(print))
  }

  // MARK: - Functions and classes

  private static func print(_ function: FunctionNode) -> String {
    let head =
      (function.isAsync ? "async-" : "") + (function.kind == .arrow ? "=>" : "\(function.kind)")
      + (function.isGenerator ? "*" : "")
    let parameters = function.parameters.map { ($0.isRest ? "..." : "") + print($0.target) }
    let body =
      switch function.body {
      case .block(let block): block.statements.map(print)
      case .expression(let expression): [print(expression)]
      }
    return list(head, [function.name?.name ?? "", "(\(parameters.joined(separator: " ")))"] + body)
  }

  private static func print(_ node: ClassNode) -> String {
    list(
      "class",
      [node.name?.name ?? "", node.superclass.map { list("extends", print($0)) } ?? ""]
        + node.members.map { ($0.isStatic ? "static " : "") + print($0.kind) })
  }

  private static func print(_ member: ClassNode.Member.Kind) -> String {
    switch member {
    case .constructor(let function): list("constructor", print(function))
    case .method(let key, let function): list("method", print(key), print(function))
    case .getter(let key, let function): list("get", print(key), print(function))
    case .setter(let key, let function): list("set", print(key), print(function))
    case .field(let key, let field): list("field", print(key), field.initializer.map(print) ?? "")
    case .staticBlock(let block): print(block.body)
    }
  }

  private static func print(_ key: PropertyKey) -> String {
    switch key.kind {
    case .name(let name): name
    case .number(let number): "\(number)"
    case .bigInt(let digits): digits + "n"
    case .computed(let expression): "[\(print(expression))]"
    case .privateName(let name): "#" + name
    }
  }

  // MARK: - Patterns

  private static func print(_ pattern: Pattern) -> String {
    switch pattern.kind {
    case .identifier(let identifier):
      return identifier.range == pattern.range ? identifier.name : list("paren", identifier.name)
    case .member(let member): return print(member)
    case .superMember(let key): return list("super", print(key))
    case .array(let elements, let rest):
      return list(
        "array-pattern", elements.map { $0.map(print) ?? "-" } + [rest.map { "..." + print($0) } ?? ""])
    case .object(let properties, let rest):
      return list(
        "object-pattern",
        properties.map { "\(print($0.key)):\(print($0.target))" } + [rest.map { "..." + print($0) } ?? ""])
    case .withDefault(let target, let value): return list("=", print(target), print(value))
    }
  }

  // MARK: - Expressions

  private static func print(_ expression: Expression) -> String {
    switch expression.kind {
    case .identifier(let identifier): identifier.name
    case .number(let number): "\(number)"
    case .bigInt(let digits): digits + "n"
    case .string(let value): quoted(value)
    case .boolean(let value): "\(value)"
    case .null: "null"
    case .regularExpression(let pattern, let flags): "/\(pattern)/\(flags)"
    case .template(let template): print(template)
    case .taggedTemplate(let tag, let template): list("tag", print(tag), print(template))
    case .array(let elements): list("array", elements.map(print))
    case .object(let members): list("object", members.map(print))
    case .function(let function): print(function)
    case .classExpression(let node): print(node)
    case .this: "this"
    case .unary(let name, let operand): list(name.rawValue, print(operand))
    case .update(let name, let isPrefix, let target):
      list(isPrefix ? name.rawValue : "post" + name.rawValue, print(target))
    case .binary(let name, let left, let right): list(name.rawValue, print(left), print(right))
    case .hasPrivateName(let name, let object): list("in", "#" + name.name, print(object))
    case .logical(let name, let left, let right): list(name.rawValue, print(left), print(right))
    case .conditional(let condition, let then, let otherwise):
      list("?", print(condition), print(then), print(otherwise))
    case .assignment(let target, let value): list("=", print(target), print(value))
    case .compoundAssignment(let compound, let target, let value):
      list(print(compound) + "=", print(target), print(value))
    case .call(let call):
      list(call.isOptional ? "?.call" : "call", [print(call.callee)] + call.arguments.map(print))
    case .superCall(let arguments): list("super-call", arguments.map(print))
    case .new(let callee, let arguments): list("new", [print(callee)] + arguments.map(print))
    case .member(let member): print(member)
    case .superMember(let key): list("super", print(key))
    case .optionalChain(let chain): list("chain", print(chain))
    case .sequence(let expressions): list(",", expressions.map(print))
    case .parenthesized(let inner): list("paren", print(inner))
    case .await(let operand): list("await", print(operand))
    case .yield(let value, let isDelegating): list(isDelegating ? "yield*" : "yield", value.map(print) ?? "")
    case .newTarget: "new.target"
    case .importMeta: "import.meta"
    case .importCall(let specifier): list("import", print(specifier))
    }
  }

  private static func print(_ member: Member) -> String {
    list(member.isOptional ? "?." : ".", print(member.object), print(member.key))
  }

  private static func print(_ key: MemberKey) -> String {
    switch key {
    case .name(let name, _): name
    case .computed(let expression): "[\(print(expression))]"
    case .privateName(let name): "#" + name.name
    }
  }

  private static func print(_ compound: CompoundOperator) -> String {
    switch compound {
    case .binary(let binary): binary.rawValue
    case .logical(let logical): logical.rawValue
    }
  }

  private static func print(_ template: Template) -> String {
    var parts = ["\(chunk(template.chunks[0]))"]
    for (substitution, next) in zip(template.substitutions, template.chunks.dropFirst()) {
      parts += [print(substitution), chunk(next)]
    }
    return list("template", parts)
  }

  /// The value, and the text behind a slash if it differs.
  private static func chunk(_ chunk: Template.Chunk) -> String {
    let cooked = chunk.cooked.map(quoted) ?? "-"
    return chunk.cooked == chunk.raw ? cooked : cooked + "/" + quoted(chunk.raw)
  }

  private static func print(_ element: ArrayElement) -> String {
    switch element {
    case .element(let value): print(value)
    case .spread(let value): "..." + print(value)
    case .hole: "-"
    }
  }

  private static func print(_ argument: Argument) -> String {
    switch argument {
    case .value(let value): print(value)
    case .spread(let value): "..." + print(value)
    }
  }

  private static func print(_ member: ObjectMember) -> String {
    switch member {
    case .property(let key, let value): "\(print(key)):\(print(value))"
    case .method(let key, let function): list("method", print(key), print(function))
    case .getter(let key, let function): list("get", print(key), print(function))
    case .setter(let key, let function): list("set", print(key), print(function))
    case .spread(let value): "..." + print(value)
    }
  }
}
