import Analysis
import Codec
import IL

extension ClosureCalls.Call {
  /// The function that `instruction` calls through the closure, and what it passes, `this` first.
  func direct(_ instruction: SSAInstruction) -> (callee: FunctionID, arguments: [Operand]) {
    (function, Array(instruction.operands.dropFirst()))
  }
}

extension ClosureCalls.Known {
  /// The bytes of a function and of the code that makes a closure of it, without the body.
  private static let closureSize = 8

  /// The functions that are mentioned only for closures that `body` makes to call them, and whose copies in place of all
  /// these calls take no more bytes than function, closures and calls together.
  func superfluousFunctions(
    in id: FunctionID, _ body: SSABody, _ caller: InliningCaller, _ references: FunctionReferences,
    _ program: Program
  ) -> Set<FunctionID> {
    guard !calls.isEmpty else { return [] }
    let uses = LocalUses(body)
    var places: [FunctionID: [LocalUses.Place]] = [:]
    for (place, call) in calls { places[call.function, default: []].append(place) }
    // Nothing else may happen to the closures than these calls.
    for (closure, function) in closures {
      let isOnlyCalled = uses[closure].allSatisfy { calls[$0]?.closure == closure }
      if !isOnlyCalled || Set(uses[closure]).count != uses[closure].count { places[function] = nil }
    }
    return Set(
      places.filter { function, places in
        function != id && references.count(of: function) == 1
          && areWorthReplacing(places, by: program.functions[function], body, caller)
      }.keys)
  }

  private func areWorthReplacing(
    _ places: [LocalUses.Place], by function: Function, _ body: SSABody, _ caller: InliningCaller
  ) -> Bool {
    var growth = 0
    for place in places {
      let arguments = Array(body[place.block].instructions[place.index].operands.dropFirst())
      guard let inlinee = Inlinee(function, calls[place]), !inlinee.keepsItsClosure,
        caller.canTake(inlinee, arguments, place.block, place.index)
      else { return false }
      if places.count == 1 { return true }
      guard let more = inlinee.growth(replacingCallWith: arguments) else { return false }
      growth += more
      if place == places.last, growth > inlinee.codeSize + Self.closureSize { return false }
    }
    return true
  }
}
