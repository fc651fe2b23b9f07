/// Memory of a machine, in bytes (specification, section 9.5).
public struct MemoryStatistics: Sendable, Equatable {
  /// All memory blocks together.
  public var totalSize = 0
  /// Number of memory blocks.
  public var fragmentCount = 0
  /// The machine's own state.
  public var coreSize = 0
  /// Pointers to host functions.
  public var importTableSize = 0
  /// Size of the import table in the snapshot, which the reference engine reports here (quirk 30).
  public var globalVariablesSize = 0
  /// Registers, while a call is active.
  public var registersSize = 0
  /// The part of the stack in use, while a call is active.
  public var stackHeight = 0
  /// The stack, while a call is active.
  public var stackAllocatedCapacity = 0
  /// The most that calls have asked of the stack.
  public var stackHighWaterMark = 0
  /// The part of the heap in use, garbage included.
  public var virtualHeapUsed = 0
  /// The most that was in use.
  public var virtualHeapHighWaterMark = 0
  /// The heap's block.
  public var virtualHeapAllocatedCapacity = 0
}

extension Machine {
  /// Size of a machine's own state in bytes: what an idle machine takes without imports, globals and heap.
  public static var coreSize: Int { MemoryLayout<MachineState>.stride }

  /// Figures for now.
  ///
  /// Guard zones of checked machines are not counted.
  public var memoryStatistics: MemoryStatistics {
    var result = MemoryStatistics()
    result.coreSize = Machine.coreSize
    result.importTableSize = importCount * MemoryLayout<HostFunction?>.stride
    result.globalVariablesSize = importCount * 2
    result.fragmentCount = 1
    if let registers = state.pointee.registers {
      noteStackHighWater()
      result.fragmentCount += 1
      result.registersSize = MemoryLayout<Registers>.stride
      result.stackHeight = (registers.pointee.sp - registers.pointee.base) * 2
      result.stackAllocatedCapacity = Int(state.pointee.stackSize)
    }
    result.stackHighWaterMark = Int(state.pointee.stackHighWater)
    result.virtualHeapUsed = Int(state.pointee.heapUsed)
    result.virtualHeapHighWaterMark = Int(max(state.pointee.heapHighWater, state.pointee.heapUsed))
    let hasHeap = state.pointee.heap != UnsafeMutableRawPointer(state)
    if hasHeap {
      result.virtualHeapAllocatedCapacity = Int(max(state.pointee.heapCapacity, state.pointee.heapUsed))
      if result.virtualHeapAllocatedCapacity > 0 { result.fragmentCount += 1 }
    }
    result.totalSize =
      result.coreSize + result.importTableSize + globalCount * 2 + result.registersSize
      + result.stackAllocatedCapacity + result.virtualHeapAllocatedCapacity
    return result
  }

  /// The import ids that the snapshot asks for, in its order.
  public var importIDs: some Sequence<UInt16> { (0..<importCount).lazy.map { importID($0) } }
}
