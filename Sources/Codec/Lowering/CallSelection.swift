import IL

/// Chooses the shortest form of calls whose callee is known (snapshot format, section 6.7).
struct CallSelection {
  private let program: Program

  /// Chooses for functions of `program`.
  init(in program: Program) { self.program = program }

  /// Replaces calls in `body` by calls of functions that are not on the stack.
  func apply(to body: inout SSABody) {
    for block in body.blocks.indices {
      for position in body.blocks[block].instructions.indices {
        let instruction = body.blocks[block].instructions[position]
        switch instruction.operation {
        case .call, .callVoid:
          guard case .literal(.function(let callee)) = instruction.operands[0], canBeCalledDirectly(callee)
          else { continue }
          let arguments = shortened(Array(instruction.operands.dropFirst()), of: callee)
          guard arguments.count <= 15 else { continue }
          body.blocks[block].instructions[position] = SSAInstruction(
            instruction.result ?? body.makeLocal(), .callFunction(callee), arguments,
            origin: instruction.origin)
        case .callFunction(let callee):
          body.blocks[block].instructions[position].operands = shortened(instruction.operands, of: callee)
        default: break
        }
      }
    }
  }

  /// True iff nothing is lost by a call that passes neither a callback nor whether the result is wanted.
  private func canBeCalledDirectly(_ callee: FunctionID) -> Bool {
    program.functions.contains(callee) && !program.functions[callee].isAsync
      && program.functions[callee].entryDepth == 0
  }

  /// `arguments` without those at the end that are what the callee reads if there is none.
  private func shortened(_ arguments: [Operand], of callee: FunctionID) -> [Operand] {
    guard !program.functions[callee].storesArguments else { return arguments }
    let trailing = arguments.reversed().prefix { $0 == .literal(.undefined) }
    return Array(arguments.dropLast(trailing.count))
  }
}

extension Function {
  /// True iff the function replaces an argument, which the caller must have passed.
  var storesArguments: Bool {
    switch body {
    case .stack(let code):
      code.instructions.contains { if case .storeArgument = $0.operation { true } else { false } }
    case .ssa(let body):
      body.blocks.contains { block in
        block.instructions.contains { if case .storeArgument = $0.operation { true } else { false } }
      }
    }
  }
}
