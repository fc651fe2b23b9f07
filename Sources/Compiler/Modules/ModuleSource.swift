/// The text of a module, and how it is told from others.
public struct ModuleSource: Hashable, Sendable {
  /// What the text is.
  public enum Kind: Hashable, Sendable {
    case javaScript
    /// Data, which is the default export and the namespace.
    case json
  }

  /// Two sources with the same identity are one module: the absolute path of a file, for example.
  public var identity: String
  /// The name in messages.
  public var name: String
  /// UTF-8.
  public var text: [UInt8]
  /// What the text is.
  public var kind: Kind

  /// Makes a source.
  public init(identity: String, name: String, text: [UInt8], kind: Kind = .javaScript) {
    self.identity = identity
    self.name = name
    self.text = text
    self.kind = kind
  }

  /// Makes a source whose name is its identity.
  public init(_ name: String, _ text: String, kind: Kind = .javaScript) {
    self.init(identity: name, name: name, text: Array(text.utf8), kind: kind)
  }
}

/// What the specifier of an import leads to.
public enum ImportedModule: Sendable {
  case source(ModuleSource)
  /// A module of the build host, by its name: `fs`, `path` or `process`.
  case host(String)
}

/// Finds the modules that a module imports.
public protocol ModuleImporter {
  /// The module that `specifier` means in `importer`.
  ///
  /// - Throws: ``ImportFailure`` if there is none.
  func module(_ specifier: String, importedBy importer: ModuleSource) throws(ImportFailure) -> ImportedModule
}

/// Why an import leads nowhere.
public struct ImportFailure: Error, Hashable, Sendable {
  /// What is wrong, without a full stop.
  public var problem: String

  /// Makes a failure.
  public init(_ problem: String) { self.problem = problem }
}

/// An importer that is a function.
public struct CallbackImporter: ModuleImporter {
  private let body: (String, ModuleSource) throws(ImportFailure) -> ImportedModule?

  /// Makes an importer of a function that returns nil where there is no module.
  public init(_ body: @escaping (String, ModuleSource) throws(ImportFailure) -> ImportedModule?) {
    self.body = body
  }

  /// What the function returns.
  public func module(
    _ specifier: String, importedBy importer: ModuleSource
  ) throws(ImportFailure) -> ImportedModule {
    guard let module = try body(specifier, importer) else {
      throw ImportFailure("cannot find module '\(specifier)'")
    }
    return module
  }
}
