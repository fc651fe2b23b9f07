/// What is allowed where the parser is, because of the function around it.
struct FunctionContext {
  /// A statement that `break` and `continue` can name.
  struct LabeledStatement {
    var label: Label
    /// Where the statement behind all its labels starts.
    var statementStart: Int
    var isLoop = false
  }

  /// What the body belongs to.
  enum Kind {
    case module
    case function
    /// The initial value of a field, which is no place for statements.
    case field
    case staticBlock
  }

  var kind: Kind
  var isAsync = false
  var isGenerator = false
  /// True iff `super.name` has a meaning.
  var allowsSuperProperty = false
  /// True iff `super()` has a meaning: in the constructor of a class that extends another.
  var allowsSuperCall = false
  var allowsNewTarget = false
  /// False in fields and static blocks.
  var allowsArguments = true
  /// True while the parameters are parsed, which can neither `await` nor `yield`.
  var isInParameters = false

  var labels: [LabeledStatement] = []
  /// How many loops contain what is parsed.
  var loopDepth = 0
  /// How many `switch` statements contain what is parsed.
  var switchDepth = 0

  static let module = FunctionContext(kind: .module, isAsync: true)

  /// A function with a `this` of its own.
  static func function(isAsync: Bool, isGenerator: Bool) -> FunctionContext {
    FunctionContext(kind: .function, isAsync: isAsync, isGenerator: isGenerator, allowsNewTarget: true)
  }

  /// A method, getter, setter or constructor.
  static func method(isAsync: Bool = false, isGenerator: Bool = false, allowsSuperCall: Bool = false)
    -> FunctionContext
  {
    FunctionContext(
      kind: .function, isAsync: isAsync, isGenerator: isGenerator, allowsSuperProperty: true,
      allowsSuperCall: allowsSuperCall, allowsNewTarget: true)
  }

  /// An initial value of a field, or a static block.
  static func classPart(_ kind: Kind) -> FunctionContext {
    FunctionContext(kind: kind, allowsSuperProperty: true, allowsNewTarget: true, allowsArguments: false)
  }

  /// An arrow function inside this function, of which it takes `this`, `super` and `arguments`.
  func arrow(isAsync: Bool) -> FunctionContext {
    FunctionContext(
      kind: .function, isAsync: isAsync, allowsSuperProperty: allowsSuperProperty,
      allowsSuperCall: allowsSuperCall, allowsNewTarget: allowsNewTarget, allowsArguments: allowsArguments)
  }
}

extension Parser {
  /// What `enterFunction` put aside.
  struct OuterFunction {
    var function: FunctionContext
    var allowsIn: Bool
    var lastSuspension: SourceRange?
  }

  /// Begins a function, with a scope for its parameters and its body.
  mutating func enterFunction(_ context: FunctionContext) -> OuterFunction {
    let outer = OuterFunction(function: function, allowsIn: allowsIn, lastSuspension: lastSuspension)
    function = context
    allowsIn = true
    scopes.append(Scope(.function))
    return outer
  }

  /// Ends the function that `enterFunction` began.
  mutating func leaveFunction(_ outer: OuterFunction) {
    scopes.removeLast()
    function = outer.function
    allowsIn = outer.allowsIn
    lastSuspension = outer.lastSuspension
  }
}
