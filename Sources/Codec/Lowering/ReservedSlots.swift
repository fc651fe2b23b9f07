import IL

/// The locals that are defined in a `try` and used behind it: they need slots below its catch record, because
/// leaving a `try` drops what lies above.
struct ReservedSlots {
  /// The locals that cross the end of each `try`, in the order of definition.
  private(set) var crossing: [BlockID: [Local]] = [:]

  init(_ schedule: Scheduler, _ nesting: TryNesting, _ liveness: LocalLiveness) {
    let graph = schedule.graph
    guard graph.flow.reversePostorder.contains(where: { !nesting.atStart[$0.index].isEmpty }) else { return }
    var opened: [Local: [BlockID]] = [:]
    for id in graph.flow.reversePostorder {
      var open = nesting.atStart[id.index]
      for parameter in graph.blocks[id.index].parameters { opened[parameter] = open }
      for root in schedule.roots[id.index] {
        for result in graph.nodes[root].results { opened[result] = open }
        if graph.operation(root) == .endTry { _ = open.popLast() }
      }
    }
    for id in graph.flow.reversePostorder where !nesting.atStart[id.index].isEmpty {
      var open = nesting.atStart[id.index]
      for (position, root) in schedule.roots[id.index].enumerated() where graph.operation(root) == .endTry {
        guard let start = open.popLast() else { continue }
        var needed = liveness.liveLocals(atEndOf: id)
        for later in schedule.roots[id.index][(position + 1)...] {
          schedule.forEachLeaf(of: later) { needed.append($0) }
        }
        for local in needed where opened[local]?.contains(start) ?? false {
          // What is defined behind the end of the `try` does not cross it.
          let isLater = schedule.roots[id.index][(position + 1)...].contains {
            graph.nodes[$0].results.contains(local)
          }
          if !isLater, !crossing[start, default: []].contains(local) {
            crossing[start, default: []].append(local)
          }
        }
      }
    }
  }
}
