import Analysis
import IL
import Report
import Testing

@Suite struct SurvivorsTests {
  private let original: Program
  private let optimized: Program
  private let survivors: Survivors

  init() throws {
    (original, optimized) = try Samples.programs()
    survivors = Survivors(original: original, optimized: optimized)
  }

  @Test func everythingSurvivesNoOptimization() {
    let same = Survivors(original: original, optimized: original)
    for node in DependencyGraph(original).nodes {
      if case .builtin = node { continue }
      if case .internedKeys = node { continue }
      #expect(same.contains(node))
      #expect(same.origin(of: node) == node)
    }
  }

  @Test func partsGoWithTheirEntity() throws {
    let dead = try original.function("&dead")
    #expect(!survivors.contains(.function(dead)))
    #expect(!survivors.contains(.instruction(dead, 0)))
    #expect(!survivors.contains(.parameter(dead, 1)))
    let names = try original.allocation("$names")
    #expect(!survivors.contains(.allocation(names)))
    #expect(!survivors.contains(.element(names, 0)))
  }

  @Test func propertiesAreFollowedByKey() throws {
    var program = original
    let id = try original.allocation("$config")
    guard case .object(let prototype, _, var properties) = original.allocations[id].content else { return }
    properties.removeFirst()
    program.allocations[id].content = .object(prototype: prototype, internalSlots: [], properties: properties)
    let survivors = Survivors(original: original, optimized: program)
    #expect(!survivors.contains(.property(id, 0)))
    #expect(survivors.contains(.property(id, 1)))
    #expect(survivors.origin(of: .property(id, 0)) == .property(id, 1))
  }

  @Test func elementsAndSlotsGoFromTheEnd() throws {
    var program = original
    let array = try original.allocation("$table")
    let closure = try original.allocation("$scope")
    program.allocations[array].content = .array([.integer(10)])
    program.allocations[closure].content = .closure([.undefined, .undefined])
    let survivors = Survivors(original: original, optimized: program)
    #expect(survivors.contains(.element(array, 0)) && !survivors.contains(.element(array, 1)))
    #expect(survivors.contains(.slot(closure, 1)) && !survivors.contains(.slot(closure, 2)))
  }

  @Test func instructionsAreFollowedByOrigin() throws {
    var program = original
    let id = try original.function("&main")
    program.functions[id].code.instructions.remove(at: 4)
    let survivors = Survivors(original: original, optimized: program)
    #expect(!survivors.contains(.instruction(id, 4)))
    #expect(!survivors.contains(.parameter(id, 1)))
    #expect(survivors.contains(.instruction(id, 5)))
    #expect(survivors.origin(of: .instruction(id, 4)) == .instruction(id, 5))
  }

  @Test func parametersAreFollowedWhenRenumbered() throws {
    var program = original
    let id = try original.function("&tick")
    program.functions[id].code.instructions[0].operation = .loadArgument(1)
    let survivors = Survivors(original: original, optimized: program)
    #expect(survivors.contains(.parameter(id, 2)))
    #expect(survivors.origin(of: .parameter(id, 1)) == .parameter(id, 2))
  }

  @Test func rewrittenInstructionsAreToldFromUnchangedOnes() throws {
    let id = try original.function("&main")
    #expect(survivors.replacement(of: .instruction(id, 3)) == .instruction(id, 3))
    #expect(survivors.replacement(of: .instruction(id, 4)) == nil)
  }

  /// The engine takes the first export of an id, so a later one is what a pass removes.
  @Test func firstExportOfAnIDSurvives() {
    var program = original
    program.exports.insert(program.exports[0], at: 1)
    let survivors = Survivors(original: program, optimized: original)
    #expect(survivors.contains(.export(0)))
    #expect(!survivors.contains(.export(1)))
    #expect(survivors.contains(.export(2)))
    #expect(survivors.origin(of: .export(1)) == .export(2))
  }

  @Test func builtinsThatBecomeNullAreGone() throws {
    var program = original
    program.builtins[.arrayPrototype] = .allocation(try original.allocation("$config"))
    var without = program
    without.builtins[.arrayPrototype] = .null
    #expect(Survivors(original: program, optimized: program).contains(.builtin(.arrayPrototype)))
    #expect(!Survivors(original: program, optimized: without).contains(.builtin(.arrayPrototype)))
  }
}
