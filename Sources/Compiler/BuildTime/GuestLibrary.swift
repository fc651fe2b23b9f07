import JavaScript

/// The part of the standard library that is written in JavaScript, in the folder `Library`.
///
/// A program gets those functions whose names it mentions; the optimizer sees what of them it uses. A function
/// that only a name made at run time could find is not there.
struct GuestLibrary {
  /// An object whose properties are what a file of the library exports.
  private struct Owner {
    /// The name of the file.
    var file: String
    /// The object as an expression.
    var object: String
    /// The global variable that a program has to mention to see the object; nil if it need not.
    var global: String?
    /// True iff the library makes the object.
    var isNew = false
  }

  private static let owners = [
    Owner(file: "Array", object: "Array", global: "Array", isNew: true),
    Owner(file: "Array.prototype", object: "[].__proto__"),
    Owner(file: "Math", object: "Math", global: "Math", isNew: true),
    Owner(file: "Number", object: "Number", global: "Number"),
    Owner(file: "Object", object: "Object", global: "Object", isNew: true),
    Owner(file: "Promise", object: "Promise", global: "Promise"),
    Owner(file: "Promise.prototype", object: "Promise.prototype"),
  ]

  /// The files whose exports are global variables themselves.
  private static let globals = ["Error", "Map"]

  private static let sources: [String: [UInt8]] = [
    "Array": PackageResources.Array_js,
    "Array.prototype": PackageResources.Array_prototype_js,
    "Error": PackageResources.Error_js,
    "Map": PackageResources.Map_js,
    "Math": PackageResources.Math_js,
    "Number": PackageResources.Number_js,
    "Object": PackageResources.Object_js,
    "Promise": PackageResources.Promise_js,
    "Promise.prototype": PackageResources.Promise_prototype_js,
  ]

  /// The names that each file exports, in its order.
  private static let exports: [String: [String]] = sources.mapValues { source in
    guard let module = try? Module(parsing: source) else {
      preconditionFailure("the library has no mistakes")
    }
    return module.items.flatMap(\.exportedNames)
  }

  /// What has been given to the program, as `object.name`, or the name of a global variable.
  private var provided: Set<String> = []

  /// A module that adds what a program may use, and has not got yet; nil if that is nothing.
  ///
  /// - Parameters:
  ///   - words: The words that the program mentions.
  ///   - propertyNames: Those of them that may name a property.
  mutating func module(for words: Set<String>, _ propertyNames: Set<String>) -> ModuleSource? {
    var lines: [String] = []
    for owner in Self.owners {
      guard owner.global.map(words.contains) ?? true else { continue }
      if owner.isNew, provided.insert(owner.object).inserted {
        lines.append("export const \(owner.object) = {};")
      }
      for name in Self.exports[owner.file] ?? [] where propertyNames.contains(name) {
        guard provided.insert("\(owner.object).\(name)").inserted else { continue }
        let function = "$\(lines.count)"
        lines.append(
          "import { \(name) as \(function) } from '\(owner.file)'; \(owner.object).\(name) = \(function);")
      }
    }
    for file in Self.globals {
      for name in Self.exports[file] ?? [] where words.contains(name) && provided.insert(name).inserted {
        lines.append("export { \(name) } from '\(file)';")
      }
    }
    return lines.isEmpty ? nil : ModuleSource("library \(provided.count)", lines.joined(separator: "\n"))
  }

  /// Finds the files of the library.
  struct Importer: ModuleImporter {
    func module(
      _ specifier: String, importedBy importer: ModuleSource
    ) throws(ImportFailure) -> ImportedModule {
      guard let text = sources[specifier] else { throw ImportFailure("the library has no file \(specifier)") }
      return .source(
        ModuleSource(identity: "library/\(specifier).js", name: "library/\(specifier).js", text: text))
    }
  }
}

extension Module.Item {
  /// The names that the item exports, if it declares or lists them.
  fileprivate var exportedNames: [String] {
    guard case .exportDeclaration(let declaration) = self else { return [] }
    switch declaration.kind {
    case .declaration(let statement):
      switch statement.kind {
      case .function(let function): return [function.name?.name].compactMap(\.self)
      case .classDeclaration(let node): return [node.name?.name].compactMap(\.self)
      case .variables(let variables):
        return variables.declarators.flatMap { $0.target.boundIdentifiers.map(\.name) }
      default: return []
      }
    case .names(let names): return names.map(\.exported.text)
    case .defaultExpression, .defaultDeclaration, .namesFrom, .allFrom: return []
    }
  }
}
