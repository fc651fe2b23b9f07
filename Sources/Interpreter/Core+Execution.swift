import IL

import struct Engine.Fault

/// How the activation that the host has called has ended.
enum Completed {
  case returned(RuntimeValue)
  case threw(RuntimeValue)
}

extension Core {
  /// Executes steps until the activation that the host has called, which is the one that runs, has ended.
  func run() throws(Fault) -> Completed {
    var steps = stepsLeft ?? .max
    defer { if stepsLeft != nil { stepsLeft = steps } }
    while true {
      let code = functions[frame.function]
      let locals = registers.start + frame.base
      var position = frame.position
      activation: while true {
        if steps == 0 {
          frame.position = position
          throw .outOfGas
        }
        steps &-= 1
        let step = code.steps[position]
        position &+= 1
        switch step {
        case .operation(let operation, let result, let operands):
          if let value = computed(operation, operands, code, locals) {
            locals[Int(result)] = value
            continue
          }
          frame.position = position
          // Calls through the host count for themselves.
          if stepsLeft != nil { stepsLeft = steps }
          defer { steps = stepsLeftAfterWork() }
          let outcome: OperationOutcome
          do throws(Fault) {
            outcome = try perform(operation, operands, result, code, locals)
          } catch {
            outcome = try raise(error, at: operation, operands, code, locals)
          }
          switch outcome {
          case .done: continue
          case .result(let value):
            locals[Int(result)] = value
            continue
          case .moved: break activation
          case .ended(let completed): return completed
          }
        case .jump(let transfer):
          position = follow(transfer, code, locals)
        case .branch(let condition, let first, let second):
          let isTrue = isTruthy(value(condition, locals))
          position = follow(isTrue ? first : second, code, locals)
        case .startTry(let transfer, let handler):
          tries.append(TryRecord(depth: callers.count, target: .handler(handler)))
          position = follow(transfer, code, locals)
        case .returnValue(let operand):
          if let completed = leave(value(operand, locals)) { return completed }
          break activation
        case .throwValue(let operand):
          frame.position = position
          if let completed = try unwind(value(operand, locals)) { return completed }
          break activation
        case .asyncReturn(let operand):
          try completeAsync(value(operand, locals), isSuccess: true)
          if let completed = leave(frame.asyncResult) { return completed }
          break activation
        case .asyncComplete(let operands):
          let values = read(operands, code, locals)
          try completeAsync(values[1], isSuccess: isTruthy(values[2]))
          if let completed = leave(values[0]) { return completed }
          break activation
        }
      }
    }
  }

  /// How many steps are left behind an operation, which costs more if it has handled much memory.
  private func stepsLeftAfterWork() -> Int {
    guard let left = stepsLeft else { return .max }
    guard !options.hasDeviceLimits, heap.allocated >= Self.bytesOfStep else { return left }
    let remaining = max(left - heap.allocated / Self.bytesOfStep, 0)
    heap.allocated = 0
    stepsLeft = remaining
    return remaining
  }

  /// How many bytes of memory are as much work as a step.
  private static var bytesOfStep: Int { 256 }

  /// The value of an operand.
  @inline(__always)
  func value(_ operand: Int32, _ locals: UnsafeMutablePointer<RuntimeValue>) -> RuntimeValue {
    operand >= 0 ? locals[Int(operand)] : constants[Int(~operand)]
  }

  /// The value of operand `index` of a step.
  @inline(__always)
  func value(
    _ operands: Operands, _ index: Int, _ code: FunctionCode, _ locals: UnsafeMutablePointer<RuntimeValue>
  ) -> RuntimeValue {
    value(code.operands[Int(operands.start) &+ index], locals)
  }

  /// The values of the operands of a step.
  func read(
    _ operands: Operands, _ code: FunctionCode, _ locals: UnsafeMutablePointer<RuntimeValue>
  ) -> [RuntimeValue] {
    (0..<Int(operands.count)).map { value(operands, $0, code, locals) }
  }

  /// Passes values to another block, all at once, and returns its position.
  @inline(__always)
  private func follow(
    _ transfer: Transfer, _ code: FunctionCode, _ locals: UnsafeMutablePointer<RuntimeValue>
  ) -> Int {
    let start = Int(transfer.moves.start)
    let count = Int(transfer.moves.count)
    if count == 2 {
      locals[Int(code.operands[start])] = value(code.operands[start &+ 1], locals)
    } else if count > 2 {
      // One may overwrite what another one reads.
      let scratch = registers.start + top
      for index in stride(from: 0, to: count, by: 2) {
        scratch[index] = value(code.operands[start &+ index &+ 1], locals)
      }
      for index in stride(from: 0, to: count, by: 2) {
        locals[Int(code.operands[start &+ index])] = scratch[index]
      }
    }
    return Int(transfer.position)
  }

  /// The result of an operation that can be computed at once; nil if it takes more.
  @inline(__always)
  private func computed(
    _ operation: SSAOperation, _ operands: Operands, _ code: FunctionCode,
    _ locals: UnsafeMutablePointer<RuntimeValue>
  ) -> RuntimeValue? {
    switch operation {
    case .loadArgument(let index):
      return index < frame.argumentCount ? registers.start[frame.arguments &+ index] : .undefined
    case .initialized:
      let value = value(operands, 0, code, locals)
      return value == .deleted ? nil : value
    case .loadCell(let cell):
      let value = locals[code.localCount &+ cell.index]
      return value == .deleted ? nil : value
    case .loadGlobal(let global):
      let value = globals[global.index]
      return value == .deleted ? nil : value
    case .binary(let operation):
      guard case .number(let left) = value(operands, 0, code, locals),
        case .number(let right) = value(operands, 1, code, locals)
      else { return nil }
      switch operation {
      case .add, .addNumbers: return .number(left + right)
      case .subtract: return .number(left - right)
      case .less: return .boolean(left < right)
      case .greater: return .boolean(left > right)
      case .lessOrEqual: return .boolean(left <= right)
      case .greaterOrEqual: return .boolean(left >= right)
      default: return nil
      }
    default: return nil
    }
  }
}
