import IL
import Snapshot

extension LoweringGraph {
  /// Pushes the literals that are used most at the start of the function, at most `limit` of them, so that a use
  /// takes one byte for three.
  ///
  /// - Returns: how many are shared.
  mutating func shareLiterals(limit: Int) -> Int {
    var counts: [Value: Int] = [:]
    var order: [Value] = []
    for id in flow.reversePostorder {
      for node in blocks[id.index].nodes {
        for case .literal(let value) in nodes[node].operands where !value.hasShortEncoding {
          if counts[value] == nil { order.append(value) }
          counts[value, default: 0] += 1
        }
      }
    }
    // Those that are used equally often stay in order.
    let ranked = order.enumerated().filter { counts[$0.element]! > 1 }.sorted {
      (counts[$1.element]!, $0.offset) < (counts[$0.element]!, $1.offset)
    }
    let shared = ranked.prefix(limit).map(\.element)
    guard !shared.isEmpty else { return 0 }
    let locals = Dictionary(uniqueKeysWithValues: shared.map { ($0, makeLocal()) })
    for node in nodes.indices where operation(node) != .initialized {
      nodes[node].operands = nodes[node].operands.map { operand in
        operand.literal.flatMap { locals[$0] }.map { .local($0) } ?? operand
      }
    }
    nodes.append(
      Node(
        kind: .push, operands: shared.map { .literal($0) }, results: shared.map { locals[$0]! }, origin: nil))
    // The activation of an async function starts first.
    let position = blocks[0].nodes.first.map(isAsyncStart) ?? false ? 1 : 0
    blocks[0].nodes.insert(nodes.count - 1, at: position)
    return shared.count
  }
}
