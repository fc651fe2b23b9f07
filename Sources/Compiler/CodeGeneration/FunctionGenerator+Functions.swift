import IL
import JavaScript

extension FunctionGenerator {
  /// The value of a function; its code will be compiled later.
  mutating func functionValue(
    _ node: FunctionNode, name: String?, superKind: SuperKind = .none
  ) throws(CompilationError) -> Operand {
    guard let index = scopes.functionOfNode[node.id.index] else { preconditionFailure("an unknown function") }
    let kind = node.kind == .arrow ? meaningOfSuper : superKind
    let value = functionValue(index, .function(node), name, kind, node.range)
    // A closure finds itself in the scope that it is made in.
    if let own = scopes[index].binding, case .functionName = scopes[own].kind { initialize(own, value) }
    return value
  }

  /// The value of a function; its code will be compiled later.
  mutating func functionValue(
    _ index: FunctionIndex, _ source: PendingFunction.Source, _ name: String?, _ superKind: SuperKind,
    _ range: SourceRange
  ) -> Operand {
    let id = link.function(index, of: module)
    var pending = PendingFunction(
      module: module, index: index, source: source, name: name, chain: [], superKind: superKind)
    if module != link.supportModule {
      link.entities.functions[id] = SourceEntities.Place(module: module, range: range)
    }
    let result: Operand
    let function = scopes[index]
    if !function.isClosure {
      result = .literal(.function(id))
    } else if scopes[scopes[function.definition].home].embedded == index {
      // The function is one with the scope: a closure is a scope whose first variable is the code.
      builder.perform(.storeScoped(0), builder.currentScope, .literal(.function(id)))
      result = builder.emit(.loadClosure, builder.currentScope)
      pending.chain = chain
    } else {
      result = builder.emit(.closureNew, builder.currentScope, .literal(.function(id)))
      pending.chain = chain + [.closure]
    }
    link.pending.append(pending)
    return result
  }

  /// An array of the arguments from `first` on.
  ///
  /// A function cannot find out how many arguments there are, so the last of those that are undefined are left out.
  mutating func restArguments(from first: Int) throws(CompilationError) -> Operand {
    let arguments = (first..<max(first, Limits.readableArguments)).map { builder.emit(.loadArgument($0)) }
    return try callSupport(.trim, array(of: arguments))
  }
}
