import IL

extension Function {
  /// The body in SSA form.
  ///
  /// The behaviour is the same, and each instruction has the `origin` of the one it stands for. What cannot
  /// be reached is left out. Time is linear in the size of the code times the nesting of `try`, but for what
  /// `ControlFlow` takes.
  ///
  /// - Precondition: the function is in stack form.
  public func lifted() throws(LiftingFailure) -> SSABody { try Lifter.body(of: self) }
}

extension Program {
  /// Why functions stayed in stack form.
  public typealias LiftingReport = [(function: FunctionID, reason: LiftingFailure)]

  /// Brings every function that is in stack form into SSA form, if that is possible.
  ///
  /// - Returns: The functions that stay as they are, ascending.
  public mutating func lift() -> LiftingReport {
    var report: LiftingReport = []
    let suspended = suspendedFunctions
    for id in Array(functions.ids) where functions[id].ssa == nil {
      do throws(LiftingFailure) {
        guard !suspended.contains(id) else { throw LiftingFailure.isSuspended }
        functions[id].body = .ssa(try functions[id].lifted())
      } catch {
        report.append((id, error))
      }
    }
    return report
  }

  /// The functions to which something refers by a position in their code.
  private var suspendedFunctions: Set<FunctionID> {
    var result: Set<FunctionID> = []
    func visit(_ value: Value) { if case .continuation(let id, _) = value { result.insert(id) } }
    for allocation in allocations.entries { allocation.element.content.values.forEach(visit) }
    for global in globals.entries { visit(global.element.value) }
    for export in exports { visit(export.value) }
    for (_, function) in functions.entries {
      switch function.body {
      case .stack(let code):
        for instruction in code.instructions {
          if case .literal(let value) = instruction.operation { visit(value) }
        }
      case .ssa(let body):
        for block in body.blocks {
          let operands = block.instructions.lazy.flatMap(\.operands) + block.terminator.allOperands
          for operand in operands { operand.literal.map(visit) }
        }
      }
    }
    return result
  }
}
