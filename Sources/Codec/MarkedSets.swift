/// Disjoint sets of numbers from 0, some of which are marked: a union-find structure.
struct MarkedSets {
  private var parents: [Int]
  private var marks: [Bool]

  /// Makes a set of each number below `count`.
  init(count: Int) {
    parents = Array(0..<count)
    marks = Array(repeating: false, count: count)
  }

  /// How many numbers there are.
  var count: Int { parents.count }

  /// Adds the next number, in a set of its own.
  mutating func add() -> Int {
    parents.append(count)
    marks.append(false)
    return count - 1
  }

  /// Makes one set of two, which is marked if one of them was.
  mutating func unite(_ left: Int, _ right: Int) {
    let (left, right) = (representative(of: left), representative(of: right))
    guard left != right else { return }
    parents[right] = left
    marks[left] = marks[left] || marks[right]
  }

  /// Marks the set of `number`.
  mutating func mark(_ number: Int) { marks[representative(of: number)] = true }

  /// True iff the set of `number` is marked.
  mutating func isMarked(_ number: Int) -> Bool { marks[representative(of: number)] }

  /// A number that is the same for all of a set, as long as it is not united with another.
  mutating func representative(of number: Int) -> Int {
    var number = number
    while parents[number] != number {
      parents[number] = parents[parents[number]]
      number = parents[number]
    }
    return number
  }
}
