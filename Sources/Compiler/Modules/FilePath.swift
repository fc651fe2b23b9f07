/// The parts of a path, as Node.js takes it apart.
package struct FilePath {
  /// The path of the folder that the file is in; `.` if the path does not say.
  package let folder: String
  /// The name of the file, with its extension.
  package let name: String

  /// Takes a path apart.
  package init(_ path: String) {
    var trimmed = path[...]
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else {
      (folder, name) = (".", String(trimmed))
      return
    }
    name = String(trimmed[trimmed.index(after: slash)...])
    folder = slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// The extension with its point; empty if there is none.
  package var `extension`: String {
    guard let point = name.lastIndex(of: "."), point > name.startIndex else { return "" }
    return String(name[point...])
  }

  /// A path without `.`, `..` and empty parts, as far as they can be left out.
  static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !path.hasPrefix("/") {
        parts.append(part)
      }
    }
    let result = (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    return result.isEmpty ? "." : result
  }
}
