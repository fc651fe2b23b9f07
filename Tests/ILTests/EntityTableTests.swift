import IL
import Testing

/// Tables whose identities are stable.
@Suite struct EntityTableTests {
  @Test func removalLeavesOtherIdentitiesAlone() {
    var table = EntityTable<String>()
    let ids = ["a", "b", "c"].map { table.append($0) }
    table.remove(ids[1])
    table.remove(ids[1])
    #expect(table[ids[2]] == "c")
    #expect(!table.contains(ids[1]))
    #expect(!table.contains(EntityID(3)))
    #expect(table.count == 2)
    #expect(table.capacity == 3)
    #expect(table.append("d") == EntityID(3))
    #expect(Array(table.ids) == [ids[0], ids[2], EntityID(3)])
    #expect(table.entries.map(\.element) == ["a", "c", "d"])
  }

  @Test func insertionMakesHoles() {
    var table = EntityTable<String>()
    table.insert("x", at: EntityID(2))
    #expect(Array(table.ids) == [EntityID(2)])
    #expect(table.capacity == 3)
    table.insert("a", at: EntityID(0))
    table[EntityID(0)] += "b"
    #expect(table.entries.map(\.element) == ["ab", "x"])
  }
}
