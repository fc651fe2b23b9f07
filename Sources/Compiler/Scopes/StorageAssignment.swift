import JavaScript

/// Decides where each variable of a module is while the program runs.
struct StorageAssignment {
  var scopes: ModuleScopes

  init(_ scopes: ModuleScopes) { self.scopes = scopes }

  /// Finds the names of classes and superclasses that are other names for variables that never change.
  mutating func resolveAliases(_ superclasses: [(binding: BindingID, reference: NodeID)]) {
    for index in scopes.bindings.indices {
      guard case .className = scopes.bindings[index].kind, let outer = scopes.bindings[index].alias else {
        continue
      }
      if scopes[outer].isWritten { scopes.bindings[index].alias = nil }
    }
    for (binding, reference) in superclasses {
      guard let target = scopes.references[reference.index], !scopes[target].isWritten else { continue }
      switch scopes[target].kind {
      case .classDeclaration, .className, .constant, .imported:
        scopes[binding].alias = scopes.resolved(target)
      default: break
      }
    }
    for index in scopes.functions.indices {
      var seen: Set<BindingID> = []
      scopes.functions[index].captures = scopes.functions[index].captures.map { scopes.resolved($0) }
        .filter { scopes[scopes[$0].scope].function != FunctionIndex(index) && seen.insert($0).inserted }
    }
  }

  /// Gives each variable its place.
  mutating func assign() {
    findClosures()
    var isCaptured = Array(repeating: false, count: scopes.bindings.count)
    for function in scopes.functions {
      for binding in function.captures { isCaptured[binding.index] = true }
    }
    for index in scopes.bindings.indices {
      scopes.bindings[index].storage = storage(of: BindingID(index), isCaptured: isCaptured[index])
    }
    placeCaptured()
  }

  /// True iff the variable is one of the module's: each exists once.
  private func isOfModule(_ binding: BindingID) -> Bool {
    scopes[scopes[binding].scope].home == ModuleScopes.moduleScope
  }

  /// The function that `binding` always is, if it captures nothing.
  private func plainFunction(of binding: BindingID) -> FunctionIndex? {
    guard !scopes[binding].isWritten, let function = scopes[binding].function,
      !scopes[function].isClosure
    else { return nil }
    switch scopes[binding].kind {
    case .function, .functionName: return function
    default: return nil
    }
  }

  /// Finds the functions that use variables of activations.
  ///
  /// Functions are taken to be constants until one turns out to be a closure, and then those that use it are, too.
  private mutating func findClosures() {
    var users: [BindingID: [FunctionIndex]] = [:]
    var closures: [FunctionIndex] = []
    for index in scopes.functions.indices {
      let function = FunctionIndex(index)
      for binding in scopes[function].captures {
        if case .imported = scopes[binding].kind { continue }
        if isOfModule(binding) { continue }
        if plainFunction(of: binding) != nil {
          users[binding, default: []].append(function)
        } else if !scopes[function].isClosure {
          scopes[function].isClosure = true
          closures.append(function)
        }
      }
    }
    while let closure = closures.popLast() {
      guard let binding = scopes[closure].binding else { continue }
      for user in users[binding] ?? [] where !scopes[user].isClosure {
        scopes[user].isClosure = true
        closures.append(user)
      }
    }
  }

  private func storage(of id: BindingID, isCaptured: Bool) -> Binding.Storage {
    let binding = scopes[id]
    if case .imported = binding.kind { return .imported }
    if let function = plainFunction(of: id) { return .function(function) }
    if binding.isExported || isCaptured && isOfModule(id) { return .global }
    if isCaptured { return .scoped(scopes[binding.scope].home, slot: 0) }
    if !scopes[scopes[binding.scope].function].isAsync {
      switch binding.kind {
      case .parameter(let index) where !binding.isWritten: return .argument(index + 1)
      case .this: return .argument(0)
      default: break
      }
    }
    return .local
  }

  /// Gives captured variables slots, and makes one function one with each closure scope where that is possible.
  private mutating func placeCaptured() {
    for index in scopes.bindings.indices {
      if case .scoped(let home, _) = scopes.bindings[index].storage {
        scopes[home].captured.append(BindingID(index))
      }
    }
    for index in scopes.functions.indices {
      let function = scopes.functions[index]
      let home = scopes[function.definition].home
      // The first slot of an activation of an async function is its continuation. A function that is made more
      // often than the scope would be the same one each time.
      guard function.isClosure, !function.isConstructor, !scopes[home].captured.isEmpty,
        scopes[home].embedded == nil, function.loopDepth == scopes[home].loopDepth,
        !(scopes[scopes[home].function].isAsync && scopes[scopes[home].function].scope == home)
      else { continue }
      scopes[home].embedded = FunctionIndex(index)
    }
    for scope in scopes.scopes.indices {
      let first = scopes.scopes[scope].embedded == nil ? 0 : 1
      for (position, binding) in scopes.scopes[scope].captured.enumerated() {
        scopes[binding].storage = .scoped(ScopeID(scope), slot: first + position)
      }
    }
  }
}
