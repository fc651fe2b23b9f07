import IL
import Testing

@testable import Analysis

/// Joining values, and the sets in them, which keep a single element in place.
struct AbstractValueTests {
  /// What each of `others` said to be new, joined one after the other.
  private func joined(_ others: [AbstractValue]) -> (value: AbstractValue, isNew: [Bool]) {
    var value = AbstractValue()
    let isNew = others.map { value.join($0) }
    return (value, isNew)
  }

  private func constant(_ value: Value) -> AbstractValue { AbstractValue(constant: value) }

  @Test func joiningSaysWhetherSomethingIsNew() {
    let (value, isNew) = joined([
      constant(.integer(1)), constant(.integer(1)), constant(.null), AbstractValue(reference: 70),
      AbstractValue(reference: 70), AbstractValue(reference: 3), constant(.null), AbstractValue(),
    ])
    #expect(isNew == [true, false, true, true, false, true, false, false])
    #expect(Array(value.references) == [3, 70])
    #expect(Set(value.constants) == [.integer(1), .null])
    #expect(joined([value, value]).isNew == [true, false])
  }

  @Test func manyConstantsBecomeTheirTypes() {
    let few = [.null] + (1..<AbstractValue.maximumConstants).map { Value.integer($0) }
    let value = joined(few.map(constant)).value
    #expect(value.types.isEmpty && Set(value.constants) == Set(few))
    let (wide, isNew) = joined([value, constant(.integer(0)), constant(.integer(99))])
    #expect(isNew == [true, true, false])
    #expect(wide.types == [.null, .number] && wide.constants.isEmpty)
  }

  @Test func constantsOfAKnownTypeGo() {
    let (value, isNew) = joined([constant(.integer(1)), constant(.null), AbstractValue(types: .number)])
    #expect(isNew == [true, true, true])
    #expect(value.constants.only == .null)
  }

  @Test func copiesOfSetsDoNotShareChanges() {
    var things = ThingSet(5)
    things.insert(1)
    var copy = things
    copy.insert(200)
    #expect(Array(things) == [1, 5])
    #expect(Array(copy) == [1, 5, 200])
    things.formUnion(copy)
    #expect(things == copy)
  }
}
