import Analysis
import Codec
import IL

extension Pass {
  /// Merges blocks of a function that do the same, and the ends of blocks that lead to the same place.
  ///
  /// Safe because blocks with equal forms do the same to the same values, with the same current scope and the same
  /// open `try` blocks (`MergeableBlocks`), and nothing that one of them defines is used elsewhere. What differs in
  /// one operand only is passed to the block that stays, as a parameter. Instructions at the end of all predecessors
  /// of a block are as good at its start (`CommonTails`): nothing comes between the two places.
  ///
  /// Blocks that take no more than a jump stay, because the jump would be needed instead. What is called, which
  /// object is accessed and with which key is never passed, because other passes live on seeing it.
  ///
  /// Before:
  /// ```
  ///   branch %0, b1, b2
  /// b1:
  ///   store_global @state, 1
  ///   call_host_void !log, undefined, "on"
  ///   jump b3
  /// b2:
  ///   call_host_void !log, undefined, "on"
  ///   jump b3
  /// b3:
  ///   return 5
  /// ```
  /// After:
  /// ```
  ///   branch %0, b1, b2
  /// b1:
  ///   store_global @state, 1
  ///   jump b3
  /// b2:
  ///   jump b3
  /// b3:
  ///   call_host_void !log, undefined, "on"
  ///   return 5
  /// ```
  static let duplicateBlocks = Pass("duplicate-blocks", "merges blocks and ends of blocks that do the same") {
    context in
    let names = context.names
    let uninitialized = try? context.uninitializedValues.get()
    for (id, function) in context.program.functions.entries {
      guard let body = function.ssa else { continue }
      var merged = mergeBlocks(of: body, names[id], uninitialized?.deletedLocals(of: body, id), &context)
      merged = mergeTails(of: merged, names[id], uninitialized?.deletedLocals(of: merged, id), &context)
      if merged != body { context.update { $0.functions[id].body = .ssa(merged) } }
    }
  }

  private static func mergeBlocks(
    of body: SSABody, _ name: String, _ mayBeDeleted: [Bool]?, _ context: inout PassContext
  ) -> SSABody {
    let mergeable = MergeableBlocks(body, mayBeDeleted: mayBeDeleted)
    let replacements = mergeable.replacements.filter {
      context.accept("\(name): \($0.key) does the same as \($0.value)")
    }
    let clusters = mergeable.clusters.filter { cluster in
      let others = cluster.values.keys.filter { $0 != cluster.representative }.map(\.description)
      return context.accept(
        "\(name): \(others.joined(separator: ", ")) does the same as \(cluster.representative) but for one value, "
          + "which can be passed")
    }
    var merged = body
    var targets: [BlockID: (block: BlockID, value: Operand?)] = [:]
    for cluster in clusters {
      let parameter = merged.makeLocal()
      merged[cluster.representative].use(.local(parameter), at: cluster.positions)
      merged[cluster.representative].parameters.append(parameter)
      for (block, value) in cluster.values { targets[block] = (cluster.representative, value) }
    }
    for (block, other) in replacements { targets[block] = targets[other] ?? (other, nil) }
    guard !targets.isEmpty else { return body }
    for id in merged.blockIDs {
      merged[id].terminator = merged[id].terminator.mapEdges { edge in
        targets[edge.target].map { Edge($0.block, edge.arguments + ($0.value.map { [$0] } ?? [])) } ?? edge
      }
    }
    return merged.removingBlocks { id in targets[id].map { $0.block != id } ?? false }
  }

  private static func mergeTails(
    of body: SSABody, _ name: String, _ mayBeDeleted: [Bool]?, _ context: inout PassContext
  ) -> SSABody {
    let names = context.names
    let joined = body.joiningReturns()
    let added = joined.localCount - body.localCount
    var tails = CommonTails(
      joined, mayBeDeleted: mayBeDeleted.map { $0 + Array(repeating: false, count: added) })
    var hasMoved = false
    // What moves to the start of a block without instructions may move on.
    for id in ControlFlow(joined).reversePostorder {
      while let tail = tails.next(before: id),
        context.accept(
          "\(name): everything that leads to \(id) ends with \(names[tail.instruction]), "
            + "which can be done there")
      {
        tails.move(tail)
        hasMoved = true
      }
    }
    return hasMoved ? tails.body : body
  }
}

extension BasicBlock {
  /// Puts `operand` in place of what is at `positions`.
  fileprivate mutating func use(_ operand: Operand, at positions: [BlockForm.Position]) {
    for position in positions where position.instruction < instructions.count {
      instructions[position.instruction].operands[position.operand] = operand
    }
    let ofTerminator = Set(positions.filter { $0.instruction == instructions.count }.map(\.operand))
    var index = 0
    terminator = terminator.mapOperands { old in
      defer { index += 1 }
      return ofTerminator.contains(index) ? operand : old
    }
  }
}
