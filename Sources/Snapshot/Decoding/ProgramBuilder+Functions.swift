import IL

/// The code of functions.
extension ProgramBuilder {
  mutating func buildFunction(at body: Int) throws(DecodingError) {
    let raw = survey.functions[body]!
    let id = functionAt[body]!
    own(body - 2..<body, .function(id), .allocationHeader)
    for header in raw.continuationHeaders { own(header, .function(id), .continuationHeader) }
    var code: [Instruction] = []
    /// The raw instruction at each position that is not a label.
    var sources: [Int: RawInstruction] = [:]
    let labels = labels[body]!
    for instruction in raw.instructions {
      if let label = labels[instruction.range.lowerBound] { code.append(Instruction(.label(label))) }
      guard instruction.content != .noOperation else {
        own(instruction.range, .padding, .filler)
        continue
      }
      sources[code.count] = instruction
      own(instruction.range, .function(id), .instruction(code.count))
      code.append(Instruction(try operation(instruction, labels), origin: instruction.range.lowerBound))
    }
    try checkLabels(labels, of: raw)
    let entryDepth = program.builtins[.asyncCatchBlock] == .function(id) ? 2 : 0
    var function = Function(StackCode(code), entryDepth: entryDepth)
    do {
      let depths = try StackDepths(function, variables: .fromTop)
      try checkResumePoints(depths, sources)
      function.numberVariablesFromBase(depths)
    } catch let error as StackDepths.Violation {
      // A label stands for the instruction behind it.
      let offset =
        code.indices[error.position...].lazy.compactMap { sources[$0] }.first?.range.lowerBound ?? body
      throw DecodingError(.stackDepth, at: offset, error.description)
    } catch let error as DecodingError {
      throw error
    } catch { preconditionFailure("\(error)") }
    program.functions[id] = function
  }

  func checkLabels(_ labels: [Int: Label], of raw: RawFunction) throws(DecodingError) {
    let starts = Set(raw.instructions.map(\.range.lowerBound))
    for offset in labels.keys.sorted() where !starts.contains(offset) {
      throw DecodingError(
        .continuationHeader, at: offset, "a reference to \(offset.hex) in the function at \(raw.body.hex)",
        expected: "a catch block or resume point")
    }
  }

  mutating func operation(
    _ instruction: RawInstruction, _ labels: [Int: Label]
  ) throws(DecodingError) -> Operation {
    let offset = instruction.range.lowerBound
    let globals = image.range(of: .globals).lowerBound
    switch instruction.content {
    case .operation(let operation): return operation
    case .literal(let word): return .literal(try value(of: word, at: offset + 1))
    case .loadGlobal(let index): return .loadGlobal(globalAt[globals + 2 * index]!)
    case .storeGlobal(let index): return .storeGlobal(globalAt[globals + 2 * index]!)
    case .jump(let target): return .jump(labels[target]!)
    case .branch(let target): return .branch(labels[target]!)
    case .startTry(let word): return .startTry(labels[word & ~1]!)
    case .callFunction(let target, let count): return .callFunction(functionAt[target]!, argumentCount: count)
    case .callHost(let index, let count, let isVoid):
      return .callHost(ImportID(index), argumentCount: count, isVoid: isVoid)
    case .asyncResume: return .asyncResume
    case .noOperation: preconditionFailure("a no-operation has no counterpart")
    }
  }

  /// Checks that each resume point restores the frame that the await before it has saved.
  ///
  /// The number of slots in the header of a function is not checked: it is computed anew when the function is
  /// written, and the 8.0.0 compiler's stub for what exists at compile time only has 0 there.
  func checkResumePoints(
    _ depths: StackDepths, _ sources: [Int: RawInstruction]
  ) throws(DecodingError) {
    for (position, source) in sources.sorted(by: { $0.key < $1.key }) {
      guard case .asyncResume(let slotCount, let catchTarget) = source.content,
        let depth = depths.depth(at: position), let record = depths.innermostCatchRecord(at: position)
      else { continue }
      // The await before it popped one value, so it saved all but the result and the root catch record.
      let saved = depth - 3
      guard slotCount == saved, catchTarget == 3 + saved - record else {
        throw DecodingError(
          .resumePoint, at: source.range.lowerBound, "async_resume \(slotCount) \(catchTarget)",
          expected: "\(saved) \(3 + saved - record), as the stack is at the await")
      }
    }
  }
}

extension Function {
  /// Renumbers the variables of code in which they are numbered from the top of the stack.
  fileprivate mutating func numberVariablesFromBase(_ depths: StackDepths) {
    for position in code.instructions.indices {
      guard let depth = depths.depth(at: position) else { continue }
      switch code.instructions[position].operation {
      case .loadVariable(let operand):
        code.instructions[position].operation = .loadVariable(depth - 1 - operand)
      case .storeVariable(let operand):
        code.instructions[position].operation = .storeVariable(depth - 2 - operand)
      default: break
      }
    }
  }
}
