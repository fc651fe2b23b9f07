import IL
import Testing

@testable import Analysis

/// Sets of what a value can be, which keep one element in place.
struct AbstractValueTests {
  @Test func joiningSaysWhetherSomethingIsNew() {
    var value = AbstractValue()
    #expect(value.join(AbstractValue(constant: .integer(1))))
    #expect(!value.join(AbstractValue(constant: .integer(1))))
    #expect(value.join(AbstractValue(constant: .null)))
    #expect(value.join(AbstractValue(reference: 3)))
    #expect(!value.join(AbstractValue(reference: 3)))
    #expect(value.join(AbstractValue(reference: 70)))
    #expect(!value.join(value))
    #expect(Array(value.references) == [3, 70])
    #expect(Set(value.constants) == [.integer(1), .null])
  }

  @Test func manyConstantsBecomeTheirTypes() {
    var value = AbstractValue(constant: .null)
    for number in 1..<AbstractValue.maximumConstants {
      #expect(value.join(AbstractValue(constant: .integer(number))))
    }
    #expect(value.types.isEmpty)
    #expect(value.join(AbstractValue(constant: .integer(0))))
    #expect(value.types == [.null, .number] && value.constants.isEmpty)
    #expect(!value.join(AbstractValue(constant: .integer(99))))
  }

  @Test func constantsOfAKnownTypeGo() {
    var value = AbstractValue(constant: .integer(1))
    _ = value.join(AbstractValue(constant: .null))
    #expect(value.join(AbstractValue(types: .number)))
    #expect(value.constants.only == .null)
  }

  @Test func copiesDoNotShareChanges() {
    var things = ThingSet(5)
    things.insert(1)
    var copy = things
    #expect(copy.insert(200) && !copy.insert(5))
    #expect(Array(things) == [1, 5] && Array(copy) == [1, 5, 200])
    #expect(things.formUnion(copy) && !things.formUnion(copy))
    #expect(things == copy)
  }
}
