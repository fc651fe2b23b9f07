import JavaScript

/// The identity of a variable of a module: an index into `ModuleScopes.bindings`.
struct BindingID: Hashable, Sendable {
  let index: Int
  init(_ index: Int) { self.index = index }
}

/// The identity of a scope of a module: an index into `ModuleScopes.scopes`.
struct ScopeID: Hashable, Sendable {
  let index: Int
  init(_ index: Int) { self.index = index }
}

/// The identity of a function of a module: an index into `ModuleScopes.functions`.
struct FunctionIndex: Hashable, Sendable {
  let index: Int
  init(_ index: Int) { self.index = index }
}

/// A variable.
struct Binding: Sendable {
  /// What declares it.
  enum Kind: Sendable {
    case variable
    case lexical
    case constant
    case function
    case classDeclaration
    /// The name of a class inside of the class.
    case className
    /// The name of a function expression inside of the function.
    case functionName
    /// A parameter that is a plain name, and its position from 0.
    case parameter(Int)
    /// A name in a parameter that is a pattern or has a default value.
    case destructuredParameter
    case catchParameter
    case imported(specifier: String, name: ImportedName)
    /// The value of `this` in a function.
    case this
    /// The value of `this` in static members of a class, which is the class.
    case staticThis
    /// What stands behind `extends`, in the class.
    case superclass
    /// The value of `export default` of an expression.
    case defaultExport
  }

  /// What an import refers to.
  enum ImportedName: Hashable, Sendable {
    case name(String)
    case namespace
  }

  /// Where the value is while the program runs.
  enum Storage: Hashable, Sendable {
    /// In a cell or local of the function that declares it.
    case local
    /// In the arguments of the function; 0 is `this`.
    case argument(Int)
    /// In the closure scope that belongs to a scope, in this slot.
    case scoped(ScopeID, slot: Int)
    /// In a global variable.
    case global
    /// Nowhere: it is always this function, which captures nothing.
    case function(FunctionIndex)
    /// Where the exporting module has it.
    case imported
  }

  var name: String
  var kind: Kind
  var scope: ScopeID
  /// Where it is declared.
  var range: SourceRange
  /// True iff something reads or assigns it.
  var isUsed = false
  /// True iff something other than its declaration gives it a value.
  var isWritten = false
  /// True iff it may be read before its declaration gives it a value, by the function that declares it.
  var isReadEarly = false
  /// True iff a function that uses it may be called before its declaration gives it a value.
  var isCapturedEarly = false
  /// True iff other modules can see it.
  var isExported = false
  /// The function that it starts with, if it declares one.
  var function: FunctionIndex?
  /// The variable that always has the same value, if there is one.
  var alias: BindingID?
  var storage = Storage.local

  /// True iff it has no value before its declaration is evaluated.
  var hasDeadZone: Bool {
    switch kind {
    case .lexical, .constant, .classDeclaration, .className, .superclass, .defaultExport: true
    case .variable, .function, .functionName, .parameter, .destructuredParameter, .catchParameter, .imported,
      .this, .staticThis:
      false
    }
  }

  /// Why the program must not assign to it; nil if it may.
  var assignmentProblem: String? {
    switch kind {
    case .constant: "'\(name)' is a constant, which cannot be assigned"
    case .imported: "'\(name)' is imported, and only the module that declares it can assign it"
    case .className: "'\(name)' is the name of the class around it, which cannot be assigned there"
    case .functionName: "'\(name)' is the name of the function around it, which cannot be assigned there"
    case .variable, .lexical, .function, .classDeclaration, .parameter, .destructuredParameter,
      .catchParameter, .this, .staticThis, .superclass, .defaultExport:
      nil
    }
  }
}

/// A part of the source in which names are declared.
struct Scope: Sendable {
  var parent: ScopeID?
  /// The function whose code it is part of.
  var function: FunctionIndex
  var names: [String: BindingID] = [:]
  /// The bindings in the order of declaration.
  var bindings: [BindingID] = []
  /// How many loops of the function it is in.
  var loopDepth: Int
  /// The scope whose closure scope holds the captured variables of this one: it is entered as often.
  var home: ScopeID
  /// True iff control can get to code of the scope without passing the declarations before it.
  var skipsDeclarations = false
  /// True iff the initialization of a `for` loop makes functions, which do not see the variables of the rounds.
  var hasFunctionsInHead = false
  /// What the closure scope holds, if this is the home of captured variables.
  var captured: [BindingID] = []
  /// The function that is one with the closure scope, whose first slot holds its code.
  var embedded: FunctionIndex?
}

/// A function of a module; the first one is the module's top level.
struct FunctionScope: Sendable {
  var parent: FunctionIndex?
  /// The outermost scope of the function.
  var scope: ScopeID
  /// Where the function value is made.
  var definition: ScopeID
  /// How many loops of the surrounding function it is in.
  var loopDepth: Int
  var isAsync: Bool
  var isConstructor = false
  /// The variables of surrounding functions that it uses, or that functions in it use, in the order of first use.
  var captures: [BindingID] = []
  /// The binding that the function is declared with.
  var binding: BindingID?
  /// True iff it uses variables of an activation, so that the function value is made at run time.
  var isClosure = false
}

/// What the names in a module mean, and where its variables are.
struct ModuleScopes: Sendable {
  var bindings: [Binding] = []
  var scopes: [Scope] = []
  var functions: [FunctionScope] = []
  /// The variable that each occurrence of a name refers to, by `NodeID`; nil for free variables.
  var references: [BindingID?]
  /// True for each assignment, by the `NodeID` of the name, that may come before the declaration.
  var isEarly: [Bool]
  /// The scope that a node makes, by `NodeID`.
  var scopeOfNode: [ScopeID?]
  /// The function that a node makes, by `NodeID`; that of a class is its constructor.
  var functionOfNode: [FunctionIndex?]
  /// What is exported from the module's own variables: the name, and the variable.
  var localExports: [(name: String, binding: BindingID, range: SourceRange)] = []
  /// What is exported from other modules.
  var indirectExports:
    [(name: String, specifier: String, imported: Binding.ImportedName, range: SourceRange)] = []
  /// The specifiers of `export * from`.
  var starExports: [(specifier: String, range: SourceRange)] = []
  var freeVariables: [String] = []
  /// The imported modules that are used as values, other than to name what they export.
  var namespacesAsValues: Set<BindingID> = []
  /// True iff there is a class that extends another one.
  var hasSubclasses = false

  /// The scope of the top level.
  static let moduleScope = ScopeID(0)

  subscript(id: BindingID) -> Binding {
    get { bindings[id.index] }
    _modify { yield &bindings[id.index] }
  }
  subscript(id: ScopeID) -> Scope {
    get { scopes[id.index] }
    _modify { yield &scopes[id.index] }
  }
  subscript(id: FunctionIndex) -> FunctionScope {
    get { functions[id.index] }
    _modify { yield &functions[id.index] }
  }

  /// The binding of `name` that code in `scope` sees.
  func lookUp(_ name: String, from scope: ScopeID) -> BindingID? {
    var next: ScopeID? = scope
    while let current = next {
      if let binding = self[current].names[name] { return binding }
      next = self[current].parent
    }
    return nil
  }

  /// The binding that has the value of `binding`.
  func resolved(_ binding: BindingID) -> BindingID { self[binding].alias ?? binding }
}
