import IL

extension ScopeGraph {
  /// Adds to what each function reads what functions read whose closures it makes.
  mutating func followClosures() {
    for (function, sites) in loaded {
      for site in sites { made[function, default: []].formUnion(targets[site] ?? []) }
    }
    var makers: [FunctionID: [FunctionID]] = [:]
    for (maker, functions) in made {
      for function in functions { makers[function, default: []].append(maker) }
    }
    var pending = Array(reads.keys)
    while let function = pending.popLast() {
      for maker in makers[function] ?? [] {
        let count = reads[maker]?.count ?? 0
        reads[maker, default: []].formUnion(reads[function]!)
        if reads[maker]!.count != count { pending.append(maker) }
      }
    }
  }

  /// True iff code that runs because of the closure that `capture` makes may read a variable of a scope that
  /// `function` makes.
  ///
  /// - Parameter capture: a `closureNew`, `loadClosure` or `enqueueJob`.
  func mayRead(
    _ index: Int, of scope: Local, afterCapture capture: SSAInstruction, in function: FunctionID
  ) -> Bool {
    let callees: Set<FunctionID>
    if case .literal(.function(let target))? = capture.operands.dropFirst().first {
      callees = [target]
    } else {
      let captured = capture.operands[0].local.map { scopes($0, in: function) } ?? .unknown
      guard !captured.isUnknown else { return true }
      callees = captured.sites.reduce(into: []) { $0.formUnion(targets[$1] ?? []) }
    }
    let slots = scopes(scope, in: function).sites.map { Slot(site: $0, index: index) }
    return callees.contains { callee in slots.contains { reads[callee]?.contains($0) ?? false } }
  }
}
