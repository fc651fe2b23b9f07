import IL
import Snapshot

extension Function {
  /// The stack code of the function, which has a body in SSA form, as short as it can be found.
  ///
  /// Every body that satisfies `SSAVerifier` has stack code, with two exceptions: the only instruction that
  /// copies a value fails if that is `deleted`, so a value that may be and that is used twice cannot be lowered;
  /// and frames, scopes and code have limits. Time is nearly linear in the size of the body.
  ///
  /// - Precondition: the body is verified.
  public func lowered(in program: Program) throws(LoweringFailure) -> StackCode {
    try loweringInput(in: program, .anywhere, limits: FrameLimits(of: nil)).lowered()
  }

  /// What the stack code of the function depends on.
  ///
  /// - Parameters:
  ///   - program: The program that the function is in.
  ///   - sources: Where values may be `deleted`.
  ///   - limits: How large the frame may get.
  func loweringInput(
    in program: Program, _ sources: DeletedSources, limits: FrameLimits
  ) -> LoweringCache.Input {
    guard let ssa else { preconditionFailure("the function has stack code") }
    var limits = limits
    let room = ssa.roomForFrame
    if limits.saved == Int.max {
      limits.saved = room
    } else if !ssa.sharesScopes {
      limits.saved = max(limits.saved, room)
    }
    var body = ssa
    CallSelection(in: program).apply(to: &body)
    return LoweringCache.Input(body: body, entryDepth: entryDepth, sources: sources, limits: limits)
  }
}

extension LoweringCache.Input {
  /// The stack code, as short as it can be found.
  func lowered() throws(LoweringFailure) -> StackCode { try LoweringSearch.run(self)! }
}

/// Stack code that satisfies the rules, and what it costs.
struct LoweringCandidate {
  let code: StackCode
  /// In bytes.
  let size: Int
  /// Of the frame, in slots.
  let depth: Int

  /// Measures `code` of a function that is entered at `entryDepth`, if it satisfies the rules.
  init(_ code: StackCode, entryDepth: Int, _ limits: FrameLimits) throws(LoweringFailure) {
    let function = Function(code, entryDepth: entryDepth)
    let depths: StackDepths
    do {
      depths = try StackDepths(function)
    } catch {
      throw LoweringFailure(description: "instruction \(error.position): \(error.description)")
    }
    let saved = depths.maximumSaved(in: function)
    guard saved <= limits.saved else {
      throw LoweringFailure(
        description: "an await saves \(saved) slots of the frame in a scope with room for \(limits.saved)")
    }
    guard let size = function.codeSize else {
      throw LoweringFailure(description: "a catch block or resume point is too far from the start")
    }
    self.code = code
    self.size = size
    depth = depths.maximum
  }

  /// True iff this is to be preferred to `other`.
  func isBetter(than other: LoweringCandidate, maximumDepth: Int) -> Bool {
    let excess = max(depth - maximumDepth, 0)
    let otherExcess = max(other.depth - maximumDepth, 0)
    return (excess, size, depth) < (otherExcess, other.size, other.depth)
  }
}

/// How large the frame of a function may get.
struct FrameLimits: Hashable, Sendable {
  /// How deep the frame should get at most; longer code is preferred to a deeper frame.
  var depth = StackDepths.maximumDepth
  /// How many slots an `await` may save for sure: the scope holds variables behind those that the compiler made room
  /// for, and closures that are made elsewhere know them by their place.
  var saved = Int.max

  /// The limits for a function that was `original`, whose scopes and callers know its frame, if it was read.
  init(of original: Function?) {
    guard let original, case .stack = original.body, let depths = try? StackDepths(original) else { return }
    saved = depths.maximumSaved(in: original)
  }
}

extension StackDepths {
  /// The most slots that an `await` of `function` saves.
  func maximumSaved(in function: Function) -> Int {
    var maximum = 0
    for (position, instruction) in function.code.instructions.enumerated()
    where instruction.operation == .await && isReachable(position) {
      maximum = max(maximum, savedSlots(atAwait: position))
    }
    return maximum
  }
}

extension SSABody {
  /// True iff other functions may use variables in the scopes of the body, because it makes closures.
  fileprivate var sharesScopes: Bool {
    blocks.contains { block in
      block.instructions.contains {
        switch $0.operation {
        case .loadClosure, .closureNew: true
        default: false
        }
      }
    }
  }

  /// How many slots an `await` can save without touching a variable that the body itself names.
  fileprivate var roomForFrame: Int {
    guard
      case .asyncStart(let slotCount, let capturesParent)? = self[Self.entry].instructions.first?.operation
    else { return Int.max }
    // The first two slots are the engine's, the last one may be that of the parent.
    var room = slotCount - (capturesParent ? 3 : 2)
    let flow = ControlFlow(self)
    let layouts = ScopeLayouts(self, flow, CurrentScopes(self, flow))
    let activation = self[Self.entry].instructions[0].result!
    /// True iff the scope is known and another one than that of the activation.
    func isOther(_ identity: ScopeLayouts.Identity) -> Bool {
      switch identity {
      case .outer: true
      case .unknown: false
      case .made(let scope):
        layouts.slotCount(of: scope) != slotCount
          || layouts.parent(of: scope) != layouts.parent(of: activation)
      }
    }
    for instruction in blocks.flatMap(\.instructions) {
      switch instruction.operation {
      case .loadScoped(let index), .storeScoped(let index):
        guard let scope = instruction.operands[0].local else { continue }
        let variable = layouts.variable(index, of: scope)
        if variable.index >= 2, !isOther(variable.identity) { room = min(room, variable.index - 2) }
      default: break
      }
    }
    return room
  }
}
