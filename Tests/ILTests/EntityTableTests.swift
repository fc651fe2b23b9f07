import IL
import Testing

/// Tables whose identities are stable.
@Suite struct EntityTableTests {
  @Test func removalLeavesOtherIdentitiesAlone() {
    var table = EntityTable<GlobalID, String>()
    let ids = ["a", "b", "c"].map { table.append($0) }
    table.remove(ids[1])
    table.remove(ids[1])
    #expect(table[ids[2]] == "c")
    #expect(!table.contains(ids[1]))
    #expect(!table.contains(GlobalID(3)))
    #expect(table.count == 2)
    #expect(table.capacity == 3)
    #expect(table.append("d") == GlobalID(3))
    #expect(Array(table.ids) == [ids[0], ids[2], GlobalID(3)])
    #expect(table.entries.map(\.element) == ["a", "c", "d"])
  }

  @Test func insertionMakesHoles() {
    var table = EntityTable<GlobalID, String>()
    table.insert("x", at: GlobalID(2))
    #expect(Array(table.ids) == [GlobalID(2)])
    #expect(table.capacity == 3)
    table.insert("a", at: GlobalID(0))
    table[GlobalID(0)] += "b"
    #expect(table.entries.map(\.element) == ["ab", "x"])
  }
}
