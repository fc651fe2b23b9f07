import IL

/// A snapshot that was read: the program in it, and what each byte of the file is for.
public struct DecodedSnapshot: Sendable {
  /// What the file holds; the origin of an instruction is its offset in the file.
  public package(set) var program: Program
  /// What each byte of the file is for.
  public let map: FileMap
  /// The file.
  public let bytes: [UInt8]

  /// Decodes and validates a `.mvm-bc` file.
  ///
  /// References become symbolic, and what has no meaning of its own is normalized: cells of one object or
  /// array become one allocation, constants lose their cells, spare array capacity, padding and code that
  /// cannot be reached are dropped.
  ///
  /// - Throws: the first rule that `bytes` break.
  public init(_ bytes: [UInt8]) throws(DecodingError) {
    let image = try Image(bytes)
    let builder = try ProgramBuilder(try Survey(image))
    self.bytes = bytes
    program = builder.program
    map = FileMap(builder.regions, sections: image.sections, size: bytes.count) { bytes[$0] }
  }
}
