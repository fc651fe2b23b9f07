import IL

extension Pass {
  /// Merges classes, and byte arrays, in ROM that are equal.
  ///
  /// Safe because nothing in ROM is ever written, and neither kind has an identity of its own: the engine
  /// compares byte arrays by content, and for two cells of one class it has no answer at all (engine
  /// specification, section 13, Q8 and Q9). The 8.0.0 compiler writes one cell for each reference to a class.
  ///
  ///     rom $a = class &make, handle $statics
  ///     rom $b = class &make, handle $statics
  ///     export 1 = $b
  /// becomes
  ///     rom $a = class &make, handle $statics
  ///     export 1 = $a
  ///
  /// Numbers, strings and host functions are values in a program: encoding gives each just one cell anyway.
  static let duplicateCells = Pass("duplicate-cells", "merge equal classes and byte arrays in ROM") {
    context in
    let names = context.names
    var representatives: [Allocation.Content: AllocationID] = [:]
    var replacements: [AllocationID: AllocationID] = [:]
    for (id, allocation) in context.program.allocations.entries where isMergeable(allocation) {
      guard let first = representatives[allocation.content] else {
        representatives[allocation.content] = id
        continue
      }
      if context.accept("\(names[id]) is the same as \(names[first])") { replacements[id] = first }
    }
    context.update { program in
      program.rewriteValues { value in
        guard case .allocation(let id) = value else { return value }
        return .allocation(replacements[id] ?? id)
      }
      for id in replacements.keys { program.allocations.remove(id) }
    }
  }
}

private func isMergeable(_ allocation: Allocation) -> Bool {
  guard allocation.region == .rom else { return false }
  return switch allocation.content {
  case .classValue, .uint8Array: true
  // These are compared by reference.
  case .object, .array, .fixedLengthArray, .closure: false
  }
}
