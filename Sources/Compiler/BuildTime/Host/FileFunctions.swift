import Foundation
import HostInterface
import Interpreter

// The modules `fs`, `path` and `process` of Node.js, as far as build scripts need them.

extension BuildMachine {
  /// The functions of `fs`.
  static var fileFunctions: [(String, HostBody)] {
    [
      (
        "readFileSync",
        { machine, call in
          let path = try machine.interpreter.text(of: call[0])
          guard let data = FileManager.default.contents(atPath: path) else {
            throw machine.failure("Error", "ENOENT: no such file or directory, open '\(path)'")
          }
          machine.options.fileWasRead(path)
          var encoding = call[1]
          if case .reference(let options) = encoding {
            encoding = try machine.interpreter.property("encoding", of: options)
          }
          if case .string = encoding { return .string(String(decoding: data, as: UTF8.self)) }
          return .bytes(Array(data))
        }
      ),
      (
        "writeFileSync",
        { machine, call in
          let path = try machine.interpreter.text(of: call[0])
          let data: Data
          if case .bytes(let bytes) = call[1] {
            data = Data(bytes)
          } else {
            data = Data(try machine.interpreter.text(of: call[1]).utf8)
          }
          do { try data.write(to: URL(filePath: path), options: .atomic) } catch {
            throw machine.failure("Error", "cannot write '\(path)': \(error.localizedDescription)")
          }
          return .undefined
        }
      ),
      (
        "existsSync",
        { machine, call in
          .boolean(FileManager.default.fileExists(atPath: try machine.interpreter.text(of: call[0])))
        }
      ),
    ]
  }

  /// The functions of `path`.
  static var pathFunctions: [(String, HostBody)] {
    func texts(_ machine: BuildMachine, _ call: HostCall) throws -> [String] {
      try call.arguments.map { try machine.interpreter.text(of: $0) }
    }
    func part(_ body: @escaping (NSString) -> String) -> HostBody {
      { machine, call in .string(body(try machine.interpreter.text(of: call[0]) as NSString)) }
    }
    return [
      ("join", { machine, call in .string(normalized(try texts(machine, call).joined(separator: "/"))) }),
      (
        "resolve",
        { machine, call in
          var path = FileManager.default.currentDirectoryPath
          for text in try texts(machine, call) { path = text.hasPrefix("/") ? text : path + "/" + text }
          return .string(normalized(path))
        }
      ),
      ("normalize", { machine, call in .string(normalized(try machine.interpreter.text(of: call[0]))) }),
      ("dirname", part { $0.deletingLastPathComponent.isEmpty ? "." : $0.deletingLastPathComponent }),
      (
        "basename",
        { machine, call in
          let name = (try machine.interpreter.text(of: call[0]) as NSString).lastPathComponent
          guard case .string(let suffix) = call[1], name.hasSuffix(suffix), name != suffix else {
            return .string(name)
          }
          return .string(String(name.dropLast(suffix.count)))
        }
      ),
      ("extname", part { $0.pathExtension.isEmpty ? "" : "." + $0.pathExtension }),
      (
        "isAbsolute", { machine, call in .boolean(try machine.interpreter.text(of: call[0]).hasPrefix("/")) }
      ),
    ]
  }

  /// A path without `.`, `..` and empty parts, as far as they can be left out.
  private static func normalized(_ path: String) -> String {
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

  /// What `process` has.
  var processMembers: [HostMember] {
    get throws(VMError) {
      let variables = options.environment.sorted { $0.key < $1.key }
      let environment = try interpreter.makeObject(
        variables.map { (name: $0.key, value: .string($0.value)) })
      let arguments = try interpreter.makeArray(options.arguments.map { .string($0) })
      let directory = function { _, _ in .string(FileManager.default.currentDirectoryPath) }
      return [
        ("env", .reference(environment)), ("argv", .reference(arguments)), ("platform", "linux"),
        ("cwd", directory),
      ]
    }
  }
}
