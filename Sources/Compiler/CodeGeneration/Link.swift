public import IL
import JavaScript

/// All modules of a program, compiled into one `Program`.
///
///     var program = Program()
///     let link = try Link(modules, into: &program) { name in environment[name] }
///     for module in evaluationOrder { run(link.modules[module].entry) }
///
/// Imports are resolved to the variables of the exporting modules, so there are no module objects unless a program
/// uses a namespace as a value. The caller evaluates the entry functions, each after those of the dependencies.
///
/// Every read of a captured variable is followed by an `initialized` check: `Program.removeImpossibleChecks` removes
/// those that cannot fail, best when the program has the state that it starts with. A class can extend the classes of
/// the same link, so a library of classes has to be part of it.
///
/// The built-ins `async_continue`, `async_catch_block`, `async_host_callback`, `promise_prototype` and
/// `array_prototype` are the caller's to provide; `prototype_key` is set if the program has classes.
public struct Link: Sendable {
  /// The results, in the order of the modules that were given.
  public private(set) var modules: [GeneratedModule]
  /// Where the functions and variables come from.
  public private(set) var entities: SourceEntities

  /// Compiles `modules` and adds their functions, globals and strings to `program`.
  ///
  /// - Parameters:
  ///   - modules: The modules, in any order.
  ///   - program: What the functions and variables are added to.
  ///   - hasSubclasses: True iff modules of later links may extend classes of these.
  ///   - environment: Where the variables are that no module declares; nil for one that does not exist.
  /// - Throws: The errors in the sources.
  public init(
    _ modules: [LinkedModule], into program: inout Program, hasSubclasses: Bool = false,
    environment: (String) -> OuterVariable?
  ) throws(CompilationErrors) {
    (self.modules, entities) = try Self.generate(
      modules, into: &program, hasSubclasses: hasSubclasses, environment)
  }
}
