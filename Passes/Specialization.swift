import Analysis
import Codec
import IL

extension Pass {
  /// Copies functions into their callers for the constants that calls pass, where all code together takes fewer
  /// bytes then: in all callers, and the function goes, or in some.
  ///
  /// Safe because a copy does what the function does, under the rules of `inlining`. Constants that are known in the
  /// copy are followed with the means of `constant-folding` and `dead-instructions`. What that saves is not guessed
  /// but measured: all functions that change are lowered before and after (`CodeSizes`). That takes its time,
  /// so this looks only where an estimate says that there may be something to gain, and at functions with few calls.
  ///
  /// Before:
  /// ```
  ///   %1 = call &fromThirty, 20
  ///   ...
  ///   %1 = call &fromThirty, %0
  ///   ...
  /// function &fromThirty {
  /// b0:
  ///   %0 = load_arg 0
  ///   %1 = subtract 30, %0
  ///   return %1
  /// }
  /// ```
  /// After:
  /// ```
  ///   ... 10 ...
  ///   %1 = subtract 30, %0
  /// ```
  ///
  /// Copies that stay functions are not made: each takes a header and padding besides its code, and calls that pass
  /// the same constants are rare where a copy in the caller is larger than the call.
  static let specialization = Pass("specialization", "copies functions for constants that calls pass") {
    context in
    guard let uninitialized = try? context.uninitializedValues.get() else { return }
    var specializer = Specializer(context.program, uninitialized, context.codeSizes(uninitialized))
    let names = context.names
    for callee in specializer.candidates {
      guard let copies = specializer.bestCopies(of: callee),
        context.accept(copies.description(callee, names))
      else { continue }
      specializer.apply(copies, of: callee)
    }
    context.keep(specializer.sizes)
    if specializer.hasChanged { context.update { $0 = specializer.program } }
  }
}

/// Callers of a function with its body in place of its calls.
private struct Copies {
  var callers: [FunctionID: SSABody]
  /// True iff nothing else mentions the function.
  var removesCallee: Bool

  func description(_ callee: FunctionID, _ names: Names) -> String {
    "\(names[callee]) went into \(callers.keys.sorted().map { names[$0] }.joined(separator: ", ")); "
      + (removesCallee
        ? "copies take less than a function and its calls"
        : "with what is passed there, it is smaller than the call")
  }
}

/// Finds what copies of functions are worth, and makes them.
private struct Specializer {
  private(set) var program: Program
  private(set) var sizes: CodeSizes
  private(set) var hasChanged = false
  private let uninitialized: UninitializedValues
  private let simplification: Simplification
  /// The functions, each behind those that it calls.
  let candidates: [FunctionID]
  /// The functions that something else than the code of functions mentions.
  private let isMentionedByData: Set<FunctionID>
  /// The functions that mention each function, and how often.
  private var mentions: [FunctionID: [FunctionID: Int]] = [:]

  /// Functions with more calls than this stay: each one would be a copy.
  private static let maximumCalls = 8
  /// How many bytes an estimate may be off.
  private static let tolerance = 8
  /// The bytes of a call of a function that is not on the stack.
  private static let callSize = 3
  /// What a function takes in addition to its code: the header, the padding in the middle.
  private static let functionSize = 4

  init(_ program: Program, _ uninitialized: UninitializedValues, _ sizes: CodeSizes) {
    self.program = program
    self.sizes = sizes
    self.uninitialized = uninitialized
    simplification = Simplification(program)
    candidates = FunctionReferences(program).calleesFirst
    isMentionedByData = program.functionsMentionedByData
    for id in program.functions.ids { countMentions(by: id, 1) }
  }

  private mutating func countMentions(by id: FunctionID, _ difference: Int) {
    for mentioned in program.functions[id].ssa?.mentionedFunctions ?? [] {
      let count = mentions[mentioned, default: [:]][id, default: 0] + difference
      mentions[mentioned, default: [:]][id] = count == 0 ? nil : count
    }
  }

  // MARK: Choosing

  /// What saves most; nil if nothing saves anything.
  mutating func bestCopies(of callee: FunctionID) -> Copies? {
    guard let callers = mentions[callee]?.keys.sorted(), callers.count <= Self.maximumCalls,
      !callers.contains(callee), let inlinee = Inlinee(program.functions[callee])
    else { return nil }
    let sites: [(caller: FunctionID, calls: [DirectCall])] = callers.map {
      ($0, program.functions[$0].ssa!.directCalls(of: callee))
    }
    let isOnlyCalled =
      !isMentionedByData.contains(callee)
      && sites.allSatisfy { mentions[callee]![$0.caller] == $0.calls.count }
    let callCount = sites.map(\.calls.count).reduce(0, +)
    guard callCount > 0, callCount <= Self.maximumCalls else { return nil }
    var bodies: [FunctionID: SSABody] = [:]
    var gain = 0
    // In place of all calls, the function itself goes.
    let removed = isOnlyCalled ? size(of: callee) : nil
    var everywhere: (bodies: [FunctionID: SSABody], gain: Int)? = removed.map { ([:], $0) }
    let estimates = sites.map { estimatedGrowth(of: inlinee.body, at: $0.calls) }
    let total = estimates.reduce(0, +) - inlinee.body.codeSizeEstimate - Self.functionSize
    if total > Self.tolerance { everywhere = nil }
    for ((caller, calls), estimate) in zip(sites, estimates) {
      let allowedGrowth = everywhere == nil ? 0 : removed!
      guard everywhere != nil || estimate <= Self.tolerance && calls.contains(where: { $0.passesLiteral }),
        let before = size(of: caller), let body = inlining(inlinee, for: calls, into: caller),
        let after = sizes.size(of: body, from: caller, in: program, limit: before + allowedGrowth)
      else {
        everywhere = nil
        continue
      }
      everywhere?.bodies[caller] = body
      everywhere?.gain += before - after
      if after < before {
        bodies[caller] = body
        gain += before - after
      }
    }
    if let everywhere, everywhere.gain > gain {
      return Copies(callers: everywhere.bodies, removesCallee: true)
    }
    guard gain > 0 else { return nil }
    return Copies(callers: bodies, removesCallee: isOnlyCalled && bodies.count == sites.count)
  }

  private mutating func size(of id: FunctionID) -> Int? {
    program.functions[id].ssa.flatMap { sizes.size(of: $0, from: id, in: program) }
  }

  /// By how much a function grows that has `body` in place of `calls`, before lowering.
  private func estimatedGrowth(of body: SSABody, at calls: [DirectCall]) -> Int {
    calls.reduce(0) { sum, call in
      let copy = simplification.simplified(body.passed(call.arguments))
      let literals = call.arguments.reduce(0) { $0 + ($1.literal?.codeSizeEstimate ?? 0) }
      return sum + copy.codeSizeEstimate - Self.callSize - literals
    }
  }

  private func inlining(_ inlinee: Inlinee, for calls: [DirectCall], into caller: FunctionID) -> SSABody? {
    let body = program.functions[caller].ssa!
    var taker = InliningCaller(caller, body, uninitialized)
    for call in calls {
      // Whether the frame is too large is found when the result is lowered.
      let canTake = taker.canTake(
        inlinee, call.arguments, call.block, call.position, maximumLocals: .max)
      guard canTake else { return nil }
      taker.localCount += inlinee.body.localCount
    }
    var remaining = calls[...]
    let result = body.inlining { block, position, _ in
      guard let call = remaining.first, call.block == block, call.position == position else { return nil }
      remaining.removeFirst()
      return (inlinee.body, call.arguments)
    }
    return simplification.simplified(result)
  }

  // MARK: Applying

  mutating func apply(_ copies: Copies, of callee: FunctionID) {
    hasChanged = true
    for (caller, body) in copies.callers {
      countMentions(by: caller, -1)
      program.functions[caller].body = .ssa(body)
      countMentions(by: caller, 1)
    }
    if copies.removesCallee {
      countMentions(by: callee, -1)
      program.functions.remove(callee)
    }
  }
}

/// A call of a function by name.
private struct DirectCall {
  var block: BlockID
  var position: Int
  /// What is passed, `this` first.
  var arguments: [Operand]

  var passesLiteral: Bool { arguments.contains { $0.literal != nil } }
}

extension SSABody {
  /// The calls of `callee`, in the order of the code.
  fileprivate func directCalls(of callee: FunctionID) -> [DirectCall] {
    blockIDs.flatMap { id in
      self[id].instructions.enumerated().compactMap { position, instruction in
        guard let call = instruction.directCall, call.callee == callee else { return nil }
        return DirectCall(block: id, position: position, arguments: call.arguments)
      }
    }
  }

  /// The same body with the literals among `arguments` in place of what it loads.
  fileprivate func passed(_ arguments: [Operand]) -> SSABody {
    var literals: [Local: Operand] = [:]
    for instruction in blocks.lazy.flatMap(\.instructions) {
      guard case .loadArgument(let index) = instruction.operation else { continue }
      let argument = arguments.indices.contains(index) ? arguments[index] : .literal(.undefined)
      if argument.literal != nil { literals[instruction.result!] = argument }
    }
    var result = self
    result.rewriteOperands { operand in operand.local.flatMap { literals[$0] } ?? operand }
    return result
  }

  /// The bytes of the body, as far as can be told before lowering.
  fileprivate var codeSizeEstimate: Int {
    blocks.reduce(0) { sum, block in
      let passed = block.terminator.allOperands.reduce(0) { $0 + ($1.literal?.codeSizeEstimate ?? 0) }
      let instructions = block.instructions.reduce(0) { sum, instruction in
        if case .loadArgument = instruction.operation { return sum }
        return sum + instruction.codeSizeEstimate
      }
      return sum + passed + instructions + block.terminator.edges.count
    }
  }
}
