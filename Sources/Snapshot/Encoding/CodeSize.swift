import IL

extension Function {
  /// The size of the code in bytes with the shortest encodings, or nil if the format cannot hold it.
  ///
  /// Catch blocks and resume points are counted with what has to be before them.
  ///
  /// - Precondition: the function has stack code that satisfies `StackDepths`.
  package var codeSize: Int? { try? Assembler.assemble(self, continuations: []).size }

  /// The bytes that the function takes in ROM, its header and the padding for what follows included.
  ///
  /// Nil if the format cannot hold it.
  ///
  /// - Precondition: as for `codeSize`.
  package var romSize: Int? { codeSize.map { (Format.allocationHeaderSize + $0).roundedUp(to: 4) } }

  /// The positions in the code of the jumps that are too far from their targets for the short form.
  ///
  /// - Precondition: as for `codeSize`.
  package var longJumps: [Int] {
    let assembled = try? Assembler.assemble(self, continuations: [])
    return assembled?.instructions.filter { $0.operation.jumpTarget != nil && $0.size == 3 }.map(\.position)
      ?? []
  }
}

extension Value {
  /// True iff one byte pushes the value.
  package var hasShortEncoding: Bool { Opcode.smallLiterals.contains(self) }
}
