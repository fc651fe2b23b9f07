import Codec
import IL
import Snapshot

/// Makes a snapshot of a program that is there as IL text.
public enum Assembler {
  /// True iff `content` looks like text rather than a snapshot, whose first byte is a control character.
  public static func isText(_ content: [UInt8]) -> Bool {
    func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && !"\t\n\r".utf8.contains(byte) || byte == 0x7F }
    return !content.isEmpty && !content.contains(where: isControl)
      && String(validating: content, as: UTF8.self) != nil
  }

  /// The snapshot with the program in `text`, whose functions may be in stack form, in SSA form, or some in each.
  ///
  /// - Throws: `ParseError`, `Verifier.Failure`, `Program.LoweringError` or `EncodingError`: what is wrong with the
  ///   text.
  public static func assemble(_ text: String) throws -> [UInt8] {
    var program = try Program(parsing: text)
    return try program.assembled().bytes
  }
}
