import Analysis
import IL

extension Pass {
  /// Moves data that is never written from RAM to ROM.
  ///
  /// Safe because `Mutations` bounds what the program, the host and the engine may write. Only data that refers
  /// to nothing in RAM moves: the reference from ROM would be a handle, which is not equal to the direct
  /// references that RAM has. What moves has one address for every reference to it, so its identity stays.
  ///
  /// Before:
  /// ```
  /// global @table = $table
  /// ram $table = array [1, 2, 3]
  /// ```
  /// After, if nothing stores to an element or the length:
  /// ```
  /// global @table = $table
  /// rom $table = array [1, 2, 3]
  /// ```
  ///
  /// A class cannot be written at all. It moves although its static properties stay in RAM if nothing else refers to
  /// these, so that nothing could compare the handle; and only if a variable that never changes holds the class, for
  /// then the handle takes no more than the variable did.
  static let romPromotion = Pass("rom-promotion", "move data that is never written out of RAM") { context in
    let flow = context.valueFlow
    guard flow.obstacle == nil else { return }
    let names = context.names
    let movable = movableAllocations(of: context.program, flow).filter {
      context.accept("\(names[$0]): nothing writes it, so it can live in ROM")
    }
    var moved = closed(Set(movable), context.program)
    let classes = movableClasses(of: context.program, besides: moved).filter {
      context.accept("\(names[$0]): a class cannot be written, so it can live in ROM")
    }
    moved.formUnion(classes)
    context.update { program in
      for id in classes {
        guard case .classValue(let constructor, .allocation(let properties)) = program.allocations[id].content
        else { continue }
        program.allocations[id].content = .classValue(
          constructor: constructor, staticProperties: .handle(properties))
      }
      for id in moved { program.allocations[id].region = .rom }
      program.rewriteValues { value in
        if case .handle(let id) = value, moved.contains(id) { .allocation(id) } else { value }
      }
    }
  }

  /// The allocations in RAM that may be in ROM together.
  private static func movableAllocations(of program: Program, _ flow: ValueFlow) -> [AllocationID] {
    let mutations = Mutations(flow)
    let candidates = program.allocations.entries.filter { id, allocation in
      guard allocation.region == .ram, allocation.content.canBeReadFromROM else { return false }
      // What no value refers to is not reached by any code either.
      return flow.number(ofKnown: .allocation(id)).map { !mutations.things.contains($0) } ?? true
    }
    return closed(Set(candidates.map(\.id)), program).sorted()
  }

  /// The classes in RAM that may be in ROM, with handles to their static properties, when `moved` are there.
  private static func movableClasses(
    of program: Program, besides moved: Set<AllocationID>
  ) -> [AllocationID] {
    var references: [AllocationID: Int] = [:]
    var copy = program
    copy.rewriteValues { value in
      if let id = value.referent { references[id, default: 0] += 1 }
      return value
    }
    let stored = Set(
      program.functions.entries.lazy.flatMap(\.element.mentions).compactMap { mention in
        if case .storedGlobal(let id) = mention { id } else { nil }
      })
    let held = Set(
      program.globals.entries.filter { !stored.contains($0.id) }.compactMap(\.element.value.referent))
    return program.allocations.entries.compactMap { id, allocation in
      guard allocation.region == .ram, held.contains(id), !moved.contains(id),
        case .classValue(let constructor, .allocation(let properties)) = allocation.content,
        constructor.referent == nil, references[properties] == 1, !moved.contains(properties),
        program.allocations[properties].region == .ram
      else { return nil }
      return id
    }
  }

  /// The largest part of `candidates` that refers to nothing in RAM outside of it.
  private static func closed(_ candidates: Set<AllocationID>, _ program: Program) -> Set<AllocationID> {
    var referrers: [AllocationID: [AllocationID]] = [:]
    var removed: [AllocationID] = []
    var remaining = candidates
    for id in candidates {
      for referent in program.allocations[id].content.values.compactMap(\.referent) {
        referrers[referent, default: []].append(id)
        if program.allocations[referent].region == .ram, !candidates.contains(referent),
          remaining.remove(id) != nil
        {
          removed.append(id)
        }
      }
    }
    while let id = removed.popLast() {
      for referrer in referrers[id, default: []] where remaining.remove(referrer) != nil {
        removed.append(referrer)
      }
    }
    return remaining
  }
}

extension Allocation.Content {
  /// True iff the engine can read this from ROM at all.
  fileprivate var canBeReadFromROM: Bool {
    switch self {
    // Promises and their prototype are written by the engine.
    case .object(_, let internalSlots, _): internalSlots.isEmpty
    // A bare class value is in ROM already.
    case .array, .fixedLengthArray, .closure, .uint8Array, .classValue: true
    }
  }
}
