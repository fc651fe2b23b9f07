import Analysis
import IL

extension Pass {
  /// Calls functions where they are chosen instead of where the choices meet.
  ///
  /// Safe because the call is the first thing that its block does, and every way into the block passes a function
  /// by name: making the call at the end of each way does the same at the same time, with the same current scope
  /// and the same open `try` blocks. One side of a branch and the way into a `try` get a block of their own for
  /// it, behind the branch or the start of the `try`. The functions are not async, so nothing can tell by what
  /// kind of call they were entered.
  ///
  /// With n operands behind the callee, calling what was passed takes 5 + n bytes on the first way and 3 more on
  /// every other (the function, and a call that finds it on the stack), calling by name 3 + n on each way. That is
  /// about the same for two ways, and then the functions can be inlined, which is why a byte more for each way is
  /// put up with.
  ///
  /// Before:
  /// ```
  ///   branch %0, b1, b2
  /// b1:
  ///   jump b3(&f)
  /// b2:
  ///   jump b3(&g)
  /// b3(%1):
  ///   %2 = call %1, undefined
  ///   return %2
  /// ```
  /// After:
  /// ```
  ///   branch %0, b1, b2
  /// b1:
  ///   %1 = call &f, undefined
  ///   jump b3(%1)
  /// b2:
  ///   %2 = call &g, undefined
  ///   jump b3(%2)
  /// b3(%3):
  ///   return %3
  /// ```
  static let callSplitting = Pass("call-splitting", "calls functions where they are chosen") { context in
    let names = context.names
    for (id, function) in context.program.functions.entries {
      guard let body = function.ssa else { continue }
      let (edges, uses) = (IncomingEdges(body), LocalUses(body))
      var result = body
      for block in body.blockIDs {
        guard let call = MeetingCall(block, body, edges, uses), call.isWorthSplitting,
          !call.callees.contains(where: { context.program.functions[$0].isAsync }),
          context.accept(
            "\(names[id]): \(call.callees.map { names[$0] }.joined(separator: ", ")) are called in \(block), "
              + "which gets them by name, so each is called where it is chosen")
        else { continue }
        result.split(call)
      }
      if result != body { context.update { $0.functions[id].body = .ssa(result) } }
    }
  }
}

/// A call at the start of a block of functions that all predecessors pass by name.
private struct MeetingCall {
  let block: BlockID
  /// The position of the callee among the parameters of the block.
  let parameter: Int
  let edges: [IncomingEdges.Place]
  /// The functions, each once.
  let callees: [FunctionID]
  /// The operands behind the callee.
  let argumentCount: Int

  init?(_ block: BlockID, _ body: SSABody, _ incoming: IncomingEdges, _ uses: LocalUses) {
    guard incoming.isOnlyJumpedTo(block), let call = body[block].instructions.first,
      call.operation == .call || call.operation == .callVoid, let callee = call.operands[0].local,
      let parameter = body[block].parameters.firstIndex(of: callee), uses[callee].count == 1
    else { return nil }
    var callees: [FunctionID] = []
    for place in incoming[block] {
      let edge = body[place.block].terminator.edges[place.edge]
      guard case .literal(.function(let id)) = edge.arguments[parameter] else { return nil }
      if !callees.contains(id) { callees.append(id) }
    }
    self.block = block
    self.parameter = parameter
    self.callees = callees
    edges = incoming[block]
    argumentCount = call.operands.count - 1
  }

  /// True iff more than one function is called, and the calls take hardly more room than the one call.
  var isWorthSplitting: Bool {
    let growth = (edges.count - 1) * argumentCount - 2
    return callees.count > 1 && argumentCount <= Self.maximumArguments && growth <= edges.count
  }

  /// `this` and two more: what it costs to pass others again is not made up for by inlining.
  private static let maximumArguments = 3
}

extension SSABody {
  /// Makes `meeting` at the end of each predecessor of its block.
  ///
  /// Only adds to the ends of other blocks and takes away at the start of this one, so positions of edges and of
  /// calls at the start of other blocks stay.
  fileprivate mutating func split(_ meeting: MeetingCall) {
    let call = self[meeting.block].instructions[0]
    let parameters = self[meeting.block].parameters
    for place in meeting.edges {
      let edge = self[place.block].terminator.edges[place.edge]
      let operands =
        [edge.arguments[meeting.parameter]]
        + call.operands.dropFirst().map { operand in
          operand.local.flatMap(parameters.firstIndex).map { edge.arguments[$0] } ?? operand
        }
      let result = call.result.map { _ in makeLocal() }
      var passing = edge
      if let result {
        passing.arguments[meeting.parameter] = .local(result)
      } else {
        passing.arguments.remove(at: meeting.parameter)
      }
      let copy = SSAInstruction(result, call.operation, operands)
      if case .jump = self[place.block].terminator.kind {
        self[place.block].instructions.append(copy)
        self[place.block].terminator.kind = .jump(passing)
      } else {
        redirect(place, to: BlockID(blocks.count))
        blocks.append(BasicBlock([copy], terminator: Terminator(.jump(passing))))
      }
    }
    self[meeting.block].instructions.removeFirst()
    if let result = call.result {
      self[meeting.block].parameters[meeting.parameter] = result
    } else {
      self[meeting.block].parameters.remove(at: meeting.parameter)
    }
  }

  /// Makes an edge lead to `block`, which takes nothing.
  private mutating func redirect(_ place: IncomingEdges.Place, to block: BlockID) {
    var position = 0
    self[place.block].terminator = self[place.block].terminator.mapEdges { edge in
      defer { position += 1 }
      return position == place.edge ? Edge(block) : edge
    }
  }
}
