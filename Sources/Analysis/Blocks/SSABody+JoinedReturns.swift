import IL
import OrderedCollections

extension SSABody {
  /// The same with one `return` for those that come after the same two instructions, so that these have one successor.
  ///
  /// The second of them is an operator, whose result is never `deleted` and so can be passed.
  ///
  /// Stack code has copies of a `return` where a jump to one would be longer. Where no instructions turn out to be common,
  /// it gets the copies back.
  public func joiningReturns() -> SSABody {
    guard !isAsync else { return self }
    let flow = ControlFlow(self)
    let (scopes, tryBlocks) = (CurrentScopes(self, flow), OpenTryBlocks(self, flow))
    var groups: OrderedDictionary<[SSAOperation], [BlockID]> = [:]
    for id in flow.reversePostorder where scopes.atEnd(of: id) == nil && tryBlocks.atStart(of: id) == nil {
      let last = self[id].instructions.suffix(2)
      guard case .returnValue(.local(let result)) = self[id].terminator.kind, last.count == 2,
        let operation = last.last, operation.result == result, operation.operation.isOperator
      else { continue }
      groups[last.map(\.operation), default: []].append(id)
    }
    var joined = self
    for blocks in groups.values where blocks.count > 1 {
      let value = joined.makeLocal()
      let target = BlockID(joined.blocks.count)
      joined.blocks.append(
        BasicBlock(parameters: [value], [], terminator: Terminator(.returnValue(.local(value)))))
      for id in blocks {
        let terminator = self[id].terminator
        joined[id].terminator = Terminator(
          .jump(Edge(target, terminator.operands)), origin: terminator.origin)
      }
    }
    return joined
  }
}

extension SSAOperation {
  fileprivate var isOperator: Bool {
    switch self {
    case .binary, .unary: true
    default: false
    }
  }
}
