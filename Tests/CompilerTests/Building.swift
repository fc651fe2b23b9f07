import Compiler
import HostInterface

/// What a program does at build time.
struct Building {
  /// The lines that it prints; those for standard error start with `! `.
  private(set) var lines: [String] = []
  /// The message of the error that stops it.
  private(set) var error: String?
  /// The machine.
  let machine: BuildMachine

  private final class Log { var lines: [String] = [] }

  /// Evaluates `main` with the other modules that `modules` has, by specifier.
  init(
    _ main: String, _ modules: [String: String] = [:],
    _ configure: (inout BuildMachine.Options) -> Void = { _ in }
  ) {
    let log = Log()
    var options = BuildMachine.Options()
    options.write = { stream, line in log.lines.append(stream == .error ? "! \(line)" : line) }
    configure(&options)
    machine = BuildMachine(options)
    do throws(BuildError) {
      try machine.evaluate(ModuleSource("main.js", main), importer: Self.importer(modules))
    } catch { self.error = "\(error)" }
    lines = log.lines
  }

  /// Finds modules among `modules`, and those of the host.
  static func importer(_ modules: [String: String]) -> CallbackImporter {
    CallbackImporter { specifier, _ in
      if ["fs", "path", "process"].contains(specifier) { return .host(specifier) }
      return modules[specifier].map { text in
        .source(ModuleSource(specifier, text, kind: specifier.hasSuffix(".json") ? .json : .javaScript))
      }
    }
  }

  /// The lines in one; an error is the last one.
  var output: String { (lines + (error.map { ["error: \($0)"] } ?? [])).joined(separator: "\n") }
}
