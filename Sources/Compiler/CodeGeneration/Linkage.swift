public import IL
public import JavaScript

/// A module of a link: its syntax tree, and what its imports refer to.
public struct LinkedModule: Sendable {
  /// A name for reports: functions at the top level of the module are named after it.
  public var name: String
  /// The module itself.
  public var syntax: Module
  /// What each specifier that the module mentions stands for.
  public var dependencies: [String: Dependency]

  /// Makes a module.
  public init(name: String, _ syntax: Module, dependencies: [String: Dependency]) {
    self.name = name
    self.syntax = syntax
    self.dependencies = dependencies
  }
}

/// What the specifier of an import stands for.
public enum Dependency: Sendable {
  /// A module of the same link, by its position in the list.
  case module(Int)
  /// Something that is not JavaScript: a JSON file, or a module of the host.
  case provided(ProvidedModule)
}

/// A module whose exports exist before any module is evaluated.
public struct ProvidedModule: Sendable {
  /// What it exports, by name; `default` is a name like any other.
  public var exports: [String: OuterVariable]
  /// The object that stands for the module where a program uses `import * as name` as a value.
  public var namespace: OuterVariable?

  /// Makes a module.
  public init(exports: [String: OuterVariable], namespace: OuterVariable?) {
    self.exports = exports
    self.namespace = namespace
  }
}

/// Where a variable is that no function owns.
public enum OuterVariable: Hashable, Sendable {
  /// In a global variable of the program; one that holds `deleted` is not initialized yet.
  case global(GlobalID)
  /// Nowhere: it always has this value. It must be one that code can hold: no data in RAM.
  case value(Value)
  /// A property, under the name of the variable, of the object that a global variable of the program holds.
  case property(of: GlobalID)
  /// What a module of the link, by its position in the list, exports under a name.
  case export(module: Int, name: String)
}

/// The result of a link for one module.
public struct GeneratedModule: Sendable {
  /// The function that evaluates the module, without its dependencies; it takes and returns nothing.
  ///
  /// Functions declared at the top level exist before any entry function is called.
  public var entry: FunctionID
  /// Where what the module exports is, by name, re-exports included; each is a global or a value.
  public var exports: [String: OuterVariable]
  /// The object for the exports, if a module of the link uses it as a value; it shows what the variables hold.
  public var namespace: OuterVariable?
  /// The names of the variables that the module uses and does not declare, in the order of their first use.
  public var freeVariables: [String]
}

/// Something in a source text that cannot be compiled.
public struct CompilationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The module, by its position in the list.
  public var module: Int
  /// Where it stands in the source text of the module.
  public var range: SourceRange
  /// What is wrong, as a sentence without a full stop.
  public var description: String
}

/// What of the source texts of a link cannot be compiled: at least one error, at most one of each function, in the
/// order of the modules and of their texts.
public struct CompilationErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// The errors.
  public internal(set) var errors: [CompilationError]

  /// The errors, one a line.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}

/// The functions and variables of a link and where they come from.
public struct SourceEntities: Sendable {
  /// The place of a function or variable in the sources.
  public struct Place: Hashable, Sendable {
    /// The module, by its position in the list.
    public var module: Int
    /// Where the function or the declaration stands; the whole module for an entry function.
    public var range: SourceRange
  }

  /// The place of each function; functions of the support library have none.
  ///
  /// `SSAInstruction.origin` and `Terminator.origin` of these functions are offsets in the module's source text.
  public internal(set) var functions: [FunctionID: Place] = [:]
  /// The place of the declaration of each global variable that the source declares.
  public internal(set) var globals: [GlobalID: Place] = [:]
  /// The global variables to which something other than their declaration assigns.
  public internal(set) var changing: Set<GlobalID> = []
}
