import ArgumentParser
import Boost
import ConsoleIO
import IL
import SourceMaps

/// The option that says where the input comes from.
struct SourceMapOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use the names and places of this source map, which mvc has written, in all reports.",
      valueName: "file"))
  var sourceMap: String?

  /// Reads the map, if there is one.
  func read() throws -> SourceMap? {
    guard let sourceMap else { return nil }
    let file = InputFile(path: sourceMap)
    let text = try file.read(limit: 16 << 20, orFailWith: "too large for a source map")
    do throws(SourceMap.ParseError) { return try SourceMap(parsing: text) } catch {
      throw FileError(file.name, "not a source map of a snapshot: \(error)")
    }
  }
}

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
