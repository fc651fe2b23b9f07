import Boost
import ConsoleIO
import IL

extension InputFile {
  /// The snapshot in the file, or that with the program that the file has as IL text.
  func readSnapshot() throws -> [UInt8] {
    let content = try read(
      limit: 1 << 20, orFailWith: "too large for a snapshot, which has at most 65534 bytes")
    guard path.hasSuffix(".il") || Assembler.isText(content) else { return content }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw FileError(name, "not IL text: it is not valid UTF-8")
    }
    do {
      return try Assembler.assemble(text)
    } catch let error as ParseError {
      throw FileError("\(name):\(error.line):\(error.column)", error.message)
    } catch {
      throw FileError(name, "\(error)")
    }
  }
}
