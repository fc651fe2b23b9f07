import IL

/// A program as a `.mvm-bc` file, and what each byte of the file is for.
public struct EncodedSnapshot: Sendable {
  /// The file.
  public let bytes: [UInt8]
  /// What each byte of the file is for.
  public let map: FileMap

  /// Encodes `program` in as few bytes as the format allows.
  ///
  /// The same program always gives the same bytes.
  ///
  /// - Precondition: `program` satisfies `Verifier` in mode `.encodable`.
  /// - Throws: the limit of the format, or of the reference engine, that the program exceeds.
  public init(_ program: Program) throws(EncodingError) {
    let layout = try Layout(program)
    let writer = try ImageWriter(program, layout)
    let bytes = writer.bytes
    self.bytes = bytes
    map = FileMap(writer.regions, sections: layout.sections, size: bytes.count) { bytes[$0] }
  }
}
