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
          // Devices and pipes may have no end.
          if let kind = kind(of: path), kind != .typeRegular {
            throw machine.failure(
              "Error", kind == .typeDirectory ? "EISDIR: is a directory, read" : "'\(path)' is no file")
          }
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
          guard !path.isEmpty, kind(of: FilePath(path).folder) == .typeDirectory else {
            throw machine.failure("Error", "ENOENT: no such file or directory, open '\(path)'")
          }
          guard kind(of: path) != .typeDirectory else {
            throw machine.failure("Error", "EISDIR: illegal operation on a directory, open '\(path)'")
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

  /// What a path leads to; nil if that is nothing.
  private static func kind(of path: String) -> FileAttributeType? {
    let resolved = URL(filePath: path).resolvingSymlinksInPath().path
    return try? FileManager.default.attributesOfItem(atPath: resolved)[.type] as? FileAttributeType
  }

  /// The functions of `path`.
  static var pathFunctions: [(String, HostBody)] {
    func texts(_ machine: BuildMachine, _ call: HostCall) throws -> [String] {
      try call.arguments.map { try machine.interpreter.text(of: $0) }
    }
    func part(_ body: @escaping (String) -> String) -> HostBody {
      { machine, call in .string(body(try machine.interpreter.text(of: call[0]))) }
    }
    return [
      (
        "join",
        { machine, call in .string(FilePath.normalized(try texts(machine, call).joined(separator: "/"))) }
      ),
      (
        "resolve",
        { machine, call in
          var path = FileManager.default.currentDirectoryPath
          for text in try texts(machine, call) { path = text.hasPrefix("/") ? text : path + "/" + text }
          return .string(FilePath.normalized(path))
        }
      ),
      (
        "normalize",
        { machine, call in .string(FilePath.normalized(try machine.interpreter.text(of: call[0]))) }
      ),
      ("dirname", part { FilePath($0).folder }),
      (
        "basename",
        { machine, call in
          let name = FilePath(try machine.interpreter.text(of: call[0])).name
          guard case .string(let suffix) = call[1], name.hasSuffix(suffix), name != suffix else {
            return .string(name)
          }
          return .string(String(name.dropLast(suffix.count)))
        }
      ),
      ("extname", part { FilePath($0).extension }),
      (
        "isAbsolute", { machine, call in .boolean(try machine.interpreter.text(of: call[0]).hasPrefix("/")) }
      ),
    ]
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
