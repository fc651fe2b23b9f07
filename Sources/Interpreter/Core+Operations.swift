import IL

import struct Engine.Fault

/// What an operation has led to.
enum OperationOutcome {
  /// Execution goes on, and there is no result.
  case done
  /// Execution goes on with a result.
  case result(RuntimeValue)
  /// Another activation runs, or another step of this one.
  case moved
  /// The activation that the host has called has ended.
  case ended(Completed)
}

extension Core {
  /// Executes an operation; the position of the activation is behind it.
  @inline(never)
  func perform(
    _ operation: SSAOperation, _ operands: Operands, _ result: Int32, _ code: FunctionCode,
    _ locals: UnsafeMutablePointer<RuntimeValue>
  ) throws(Fault) -> OperationOutcome {
    // Everything that the operation needs is in registers now.
    if heap.isFull || options.collectsAlways { try collect() }
    func operand(_ index: Int) -> RuntimeValue { value(operands, index, code, locals) }
    switch operation {
    case .loadArgument: preconditionFailure("it is computed at once")
    case .storeArgument(let index):
      guard index < frame.argumentCount else { throw .invalidBytecode }
      registers.start[frame.arguments + index] = operand(0)
      return .done
    case .initialized, .loadCell: throw .uninitializedVariable
    case .storeCell(let cell):
      locals[code.localCount + cell.index] = operand(0)
      return .done
    case .loadGlobal: throw .uninitializedGlobal
    case .storeGlobal(let global):
      globals[global.index] = operand(0)
      return .done

    case .loadScoped(let index): return .result(try loadScoped(index))
    case .storeScoped(let index):
      try storeScoped(index, operand(0))
      return .done
    case .scopeNew(let slotCount):
      try pushScope(slotCount, parent: nil)
      return .done
    case .scopePush(let slotCount):
      try pushScope(slotCount, parent: frame.scope)
      return .done
    case .scopePop:
      let scope = try currentScope()
      guard let parent = heap[scope].slots.last else { throw .assertionFailed }
      frame.scope = parent
      return .done
    case .scopeDiscard:
      frame.scope = .undefined
      return .done
    case .scopeClone:
      let copy = HeapObject(.closure, heap[try currentScope()].slots)
      frame.scope = .reference(heap.allocate(copy))
      return .done
    case .loadClosure: return .result(frame.scope)
    case .closureNew:
      return .result(.reference(heap.allocate(HeapObject(.closure, [operand(0), frame.scope]))))

    case .call, .callVoid, .callFunction, .callHost, .callHostVoid, .awaitCall, .new:
      return try call(operation, operands, result, code, locals)

    case .objectNew: return .result(.reference(heap.allocate(HeapObject(.object))))
    case .objectGet: return .result(try property(of: operand(0), key(operand(1))))
    case .objectSet:
      let key = try key(operand(1))
      try setProperty(of: operand(0), key, operand(2))
      return .done
    case .objectKeys: return .result(try ownKeys(of: operand(0)))
    case .arrayNew(let capacity):
      var array = HeapObject(.array)
      array.capacity = capacity
      return .result(.reference(heap.allocate(array)))
    case .fixedLengthArrayNew(let length):
      let array = HeapObject(.fixedLengthArray, Array(repeating: .deleted, count: length))
      return .result(.reference(heap.allocate(array)))
    case .uint8ArrayNew:
      guard let length = operand(0).integer, (0...options.allocationLimit).contains(length) else {
        throw .invalidBufferLength
      }
      let array = HeapObject(.uint8Array, bytes: Array(repeating: 0, count: length))
      return .result(.reference(heap.allocate(array)))
    case .classCreate:
      return .result(.reference(heap.allocate(HeapObject(.classValue, [operand(0), operand(1)]))))

    case .endTry:
      guard tries.count > outerTries, tries.last?.depth == callers.count else { throw .assertionFailed }
      tries.removeLast()
      return .done
    case .asyncStart(let slotCount, let capturesParent):
      try startAsync(slotCount, capturesParent: capturesParent)
      return .done
    case .await:
      try suspend(operand(0), result, code, locals)
      return leave(frame.asyncResult).map { .ended($0) } ?? .moved
    case .enqueueJob:
      try enqueue(frame.scope)
      return .done

    case .binary(let operation): return .result(try binary(operation, operand(0), operand(1)))
    case .unary(let operation): return .result(try unary(operation, operand(0)))
    }
  }
}
