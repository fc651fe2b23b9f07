/// The memory of a program: heap objects by index, with a collector that marks and sweeps.
///
/// Nothing is collected while an operation runs: the machine asks for it before an operation that allocates,
/// when every value that is needed is in a register or another root.
struct Heap {
  /// The objects.
  var objects: ContiguousArray<HeapObject> = []
  private var free: [Int] = []
  /// What is never freed.
  private var permanent: [Int] = []
  /// About how many bytes the objects take.
  private var size = 0
  private var sizeOfNextCollection = Heap.step
  /// How many bytes have been allocated since it was last set to 0.
  var allocated = 0
  /// How many bytes are allocated before the first collection, and at least between two of them.
  private static let step = 4 << 20

  /// Objects that marking has found and not yet looked into.
  private var pending: [Int] = []

  /// True iff it is time to collect garbage.
  var isFull: Bool { size > sizeOfNextCollection }

  subscript(index: Int) -> HeapObject {
    _read { yield objects[index] }
    _modify { yield &objects[index] }
  }

  /// Adds `object` and returns its index.
  mutating func allocate(_ object: HeapObject) -> Int {
    charge(object.size)
    if let index = free.popLast() {
      objects[index] = object
      return index
    }
    objects.append(object)
    return objects.count - 1
  }

  /// Adds `object`, which is never freed, and returns its index.
  mutating func allocatePermanent(_ object: HeapObject) -> Int {
    let index = allocate(object)
    permanent.append(index)
    return index
  }

  /// Counts memory that an object has taken after its allocation.
  mutating func charge(_ bytes: Int) {
    size += bytes
    allocated += bytes
  }

  // MARK: Collection

  /// Marks what `value` refers to.
  mutating func mark(_ value: RuntimeValue) {
    switch value {
    case .string(let index), .reference(let index), .handle(let index):
      if !objects[index].isMarked {
        objects[index].isMarked = true
        pending.append(index)
      }
    default: break
    }
  }

  /// Frees everything that cannot be reached from the marked objects and the permanent ones.
  ///
  /// - Returns: About how many bytes what remains takes.
  mutating func sweep() -> Int {
    for index in permanent { mark(.reference(index)) }
    while let index = pending.popLast() { markContents(of: index) }
    size = 0
    free = []
    for index in objects.indices {
      if objects[index].isMarked {
        objects[index].isMarked = false
        size += objects[index].size
      } else {
        objects[index] = HeapObject(.free)
        free.append(index)
      }
    }
    // Low places first, so that what lives stays together.
    free.reverse()
    sizeOfNextCollection = max(2 * size, size + Self.step)
    return size
  }

  private mutating func markContents(of index: Int) {
    for position in objects[index].slots.indices { mark(objects[index].slots[position]) }
    for position in objects[index].internalSlots.indices { mark(objects[index].internalSlots[position]) }
    mark(objects[index].prototype)
  }
}
