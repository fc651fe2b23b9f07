import IL
import JavaScript

extension FunctionGenerator {
  /// The variable that `identifier` refers to; nil for a free variable.
  func reference(_ identifier: Identifier) -> BindingID? {
    scopes.references[identifier.id.index].map(scopes.resolved)
  }

  // MARK: Reading

  /// The value of the variable that `identifier` refers to.
  mutating func read(_ identifier: Identifier) throws(CompilationError) -> Operand {
    if let binding = reference(identifier) { return try read(binding, identifier.range) }
    switch identifier.name {
    case "undefined": return .literal(.undefined)
    case "NaN": return .literal(.number(.notANumber))
    case "Infinity": return .literal(.number(Number(Double.infinity)))
    case "arguments" where link.environment["arguments"] == nil:
      throw error(
        "'arguments' is not supported: the engine does not tell how many there are", identifier.range)
    default: break
    }
    guard let variable = link.environment[identifier.name] else {
      try throwReferenceError(identifier)
      return .literal(.undefined)
    }
    return try read(variable, named: identifier.name, identifier.range)
  }

  /// The value of `binding`.
  mutating func read(_ id: BindingID, _ range: SourceRange) throws(CompilationError) -> Operand {
    switch scopes[id].storage {
    case .local:
      switch locals[id] {
      case .value(let operand): return operand
      case .cell(let cell): return builder.emit(.loadCell(cell))
      case nil:
        // Control cannot come here, or the declaration has not been evaluated.
        let cell = makeCell(for: id)
        return builder.emit(.loadCell(cell))
      }
    case .argument(let index): return builder.emit(.loadArgument(index))
    case .scoped(let home, let slot):
      let index = variableIndex(home, slot)
      let value = builder.emit(.loadScoped(index), builder.currentScope)
      // The engine does not check that; a transformation that knows more removes the checks that cannot fail.
      return builder.emit(.initialized, value)
    case .global: return builder.emit(.loadGlobal(link.global(id, of: module)))
    case .function(let index): return .literal(.function(link.function(index, of: module)))
    case .imported:
      return try read(try importedVariable(id), named: scopes[id].name, range)
    }
  }

  /// The value of a variable that no function owns.
  mutating func read(
    _ variable: OuterVariable, named name: String, _ range: SourceRange
  ) throws(CompilationError) -> Operand {
    switch variable {
    case .global(let global): return builder.emit(.loadGlobal(global))
    case .value(let value): return .literal(value)
    case .property(let object):
      return builder.emit(.objectGet, builder.emit(.loadGlobal(object)), .literal(link.string(name)))
    case .export(let module, let name):
      return try read(try exportedVariable(name, of: module, range), named: name, range)
    }
  }

  /// The value of `this`.
  mutating func loadThis() -> Operand {
    guard let binding = scopes.lookUp("this", from: lexicalScope) else { return .literal(.undefined) }
    do { return try read(binding, scopes[binding].range) } catch { preconditionFailure("\(error)") }
  }

  // MARK: Assignment

  /// Gives the variable that `identifier` refers to a value that replaces another one.
  mutating func assign(_ identifier: Identifier, _ value: Operand) throws(CompilationError) {
    if let binding = reference(identifier) {
      if scopes.isEarly[identifier.id.index] { _ = try read(binding, identifier.range) }
      return store(binding, value)
    }
    switch link.environment[identifier.name] {
    case .global(let global): builder.perform(.storeGlobal(global), value)
    case .property(let object):
      builder.perform(
        .objectSet, builder.emit(.loadGlobal(object)), .literal(link.string(identifier.name)), value)
    case .value, .export:
      throw error("'\(identifier.name)' is built in, and cannot be assigned", identifier.range)
    case nil: try throwReferenceError(identifier)
    }
  }

  /// Gives a variable its first value.
  mutating func initialize(_ id: BindingID, _ value: Operand) {
    if case .local = scopes[id].storage, locals[id] == nil, !needsCell(id) {
      locals[id] = .value(value)
    } else {
      store(id, value)
    }
  }

  private mutating func store(_ id: BindingID, _ value: Operand) {
    switch scopes[id].storage {
    case .local:
      let cell = makeCell(for: id)
      builder.perform(.storeCell(cell), value)
    case .scoped(let home, let slot):
      let index = variableIndex(home, slot)
      builder.perform(.storeScoped(index), builder.currentScope, value)
    case .global:
      builder.perform(.storeGlobal(link.global(id, of: module)), value)
      mirror(id, value)
    case .argument, .function, .imported: break
    }
  }

  /// Puts a new value of an exported variable into the objects that stand for modules.
  private mutating func mirror(_ id: BindingID, _ value: Operand) {
    guard scopes[id].isExported else { return }
    for (namespace, name) in link.mirrors(of: id, in: module) {
      builder.perform(
        .objectSet, builder.emit(.loadGlobal(namespace)), .literal(link.string(name)), value)
    }
  }

  /// True iff a variable of this function has more than one value, or may be read before it has one.
  private func needsCell(_ id: BindingID) -> Bool {
    if case .variable = scopes[id].kind { return true }
    return scopes[id].isWritten || scopes[id].isReadEarly
  }

  private mutating func makeCell(for id: BindingID) -> Cell {
    if case .cell(let cell) = locals[id] { return cell }
    let cell = builder.makeCell()
    locals[id] = .cell(cell)
    return cell
  }

  // MARK: Declarations

  /// Makes the `var`s of a function's body undefined.
  mutating func declareVariables(in scope: ScopeID) {
    for id in scopes[scope].bindings {
      guard case .variable = scopes[id].kind else { continue }
      // A global variable starts as undefined.
      if case .global = scopes[id].storage { continue }
      store(id, .literal(.undefined))
    }
  }

  /// Begins a list of statements: makes the functions that it declares.
  mutating func enterBlock(_ statements: some Sequence<Statement>) throws(CompilationError) {
    for id in scopes[lexicalScope].bindings {
      guard scopes[id].isReadEarly, case .local = scopes[id].storage else { continue }
      store(id, .literal(.deleted))
    }
    for statement in statements {
      guard case .function(let node) = statement.unlabeled.kind else { continue }
      let value = try functionValue(node, name: node.name?.name ?? "default")
      let name = node.name?.name ?? ScopeAnalyzer.defaultName
      guard let binding = scopes[lexicalScope].names[name] else { continue }
      // Other modules may call it before this one is evaluated.
      if case .global = scopes[binding].storage { continue }
      initialize(binding, value)
    }
  }

  // MARK: Places

  /// The index under which code finds a variable in a closure scope.
  mutating func variableIndex(of id: BindingID) -> Int {
    guard case .scoped(let home, let slot) = scopes[id].storage else {
      preconditionFailure("the variable is in no closure scope")
    }
    return variableIndex(home, slot)
  }

  /// The index under which code finds a slot of the closure scope that belongs to `home`.
  private mutating func variableIndex(_ home: ScopeID, _ slot: Int) -> Int {
    let activation = isAsync ? Frame.variables(scopes[index].scope) : nil
    var result = 0
    for frame in chain.reversed() {
      if frame == activation, let position = builder.position { movingAccesses.append(position) }
      guard case .variables(let scope) = frame else {
        result += 2
        continue
      }
      if scope == home { return result + slot + (isActivation(scope) ? 2 + savedSlots(scope) : 0) }
      result += link.slotCount(of: scope, in: module)
    }
    preconditionFailure("the variable is in no scope around the code")
  }

  /// True iff the closure scope of `scope` is that of an activation of an async function.
  private func isActivation(_ scope: ScopeID) -> Bool {
    let function = scopes[scopes[scope].function]
    return function.isAsync && function.scope == scope
  }

  /// How many slots an activation keeps for what `await` saves; 0 until that is known.
  private func savedSlots(_ scope: ScopeID) -> Int {
    let isLinked = scopes[scopes[scope].function].isClosure
    return link.slotCount(of: scope, in: module) - 2 - scopes[scope].captured.count - (isLinked ? 1 : 0)
  }

  // MARK: Names that do not exist

  private mutating func throwReferenceError(_ identifier: Identifier) throws(CompilationError) {
    try throwError("ReferenceError", "\(identifier.name) is not defined", identifier.range)
  }

  /// Throws an error of the class `name`, or a text if there is no such class.
  mutating func throwError(
    _ name: String, _ message: String, _ range: SourceRange
  ) throws(CompilationError) {
    if let variable = link.environment[name] {
      let errorClass = try read(variable, named: name, range)
      link.needClasses()
      builder.end(.throwValue(builder.emit(.new, errorClass, .literal(link.string(message)))))
    } else {
      builder.end(.throwValue(.literal(link.string("\(name): \(message)"))))
    }
    start(builder.makeBlock())
  }
}
