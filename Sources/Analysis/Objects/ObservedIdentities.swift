import BitCollections
import IL

/// Which things it matters for that they are these and no others that behave the same: those that are compared with
/// another thing, used as a property key, or given to the host, which may compare them.
public struct ObservedIdentities: Sendable {
  private var observed = BitSet()
  private let flow: ValueFlow

  /// Finds them in the program of `flow`.
  ///
  /// - Precondition: `flow` met no obstacle.
  public init(_ flow: ValueFlow) {
    precondition(flow.obstacle == nil, "the value flow is not known")
    self.flow = flow
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for instruction in body[block].instructions { add(instruction, id) }
      }
    }
  }

  /// True iff nothing but the identity could tell the thing with this number from another one.
  public func isObserved(_ thing: Int) -> Bool { observed.contains(thing) || flow.isEscaped(thing) }

  private mutating func add(_ instruction: SSAInstruction, _ function: FunctionID) {
    func value(_ index: Int) -> AbstractValue { flow.value(of: instruction.operands[index], in: function) }
    switch instruction.operation {
    case .binary(.equal), .binary(.notEqual):
      let (left, right) = (value(0), value(1))
      // What is compared with primitive values only is never equal to them.
      guard left.mayBeThing, right.mayBeThing else { return }
      observe(left)
      observe(right)
    case .objectGet, .objectSet: observe(value(1))
    default: break
    }
  }

  private mutating func observe(_ value: AbstractValue) { observed.formUnion(value.references) }
}

extension AbstractValue {
  fileprivate var mayBeThing: Bool { !references.isEmpty || isFromHost }
}
