/// Why a file is not a snapshot that we, or the engine, can use.
public struct DecodingError: Error, Hashable, CustomStringConvertible {
  /// The rule that the file breaks.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// Shorter than a header.
    case truncated
    case bytecodeVersion
    case headerSize
    case engineVersion
    /// The size in the header is not that of the file.
    case size
    case crc
    case featureFlags
    case sectionOrder
    case sectionAlignment
    case sectionSize
    case shortCallTable
    /// A pointer to nothing, or into the middle of something.
    case pointerTarget
    /// A kind of pointer that may not stand in its region.
    case pointerKind
    case allocationType
    case allocationSize
    /// Two things claim the same byte.
    case overlap
    case continuationHeader
    case opcode
    /// Code is cut off, or a jump lands inside an instruction.
    case instructionBoundary
    case branchTarget
    case catchTarget
    /// An instruction after `await` that does not resume, or resumes another frame than was saved.
    case resumePoint
    case stackDepth
    case globalIndex
    case importIndex
    case stringTerminator
    case stringTableEntry
    case stringTableOrder
    /// A number in a form that the engine would not make.
    case number
    /// A cell or data block that belongs to one thing is used by another.
    case sharedPart
    case arrayLength
    case arrayData
    case objectChain
    case internedKeys
    case handleTarget
    /// A handle's slot is also used as a variable.
    case handleSlot
    /// Anything that `IL.Verifier` finds.
    case program
  }

  /// The rule that is broken.
  public var rule: Rule
  /// Where in the file, in bytes from its start.
  public var offset: Int
  /// What is there, as a clause.
  public var found: String
  /// What should be there, or nil if `found` says it.
  public var expected: String?

  init(_ rule: Rule, at offset: Int, _ found: String, expected: String? = nil) {
    self.rule = rule
    self.offset = offset
    self.found = found
    self.expected = expected
  }

  /// Offset, what was found and what was expected, in one line.
  public var description: String {
    "\(offset.hex): \(found)" + (expected.map { "; expected \($0)" } ?? "")
  }
}
