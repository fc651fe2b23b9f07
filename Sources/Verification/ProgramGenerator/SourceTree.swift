import IL

// The tiny language in which programs are made up: what the generator writes and the emitter compiles.

/// An expression.
indirect enum Expression {
  case literal(Value)
  case read(Variable)
  case assign(Variable, Expression)
  /// `variable op= expression`.
  case update(Variable, BinaryOperator, Expression)
  /// `++variable` or `variable++`.
  case increment(Variable, isPostfix: Bool)
  case unary(UnaryOperator, Expression)
  case binary(BinaryOperator, Expression, Expression)
  case and(Expression, Expression)
  case or(Expression, Expression)
  case conditional(Expression, Expression, Expression)
  case object([(key: Value, value: Expression)])
  /// Items in their order; nil is a hole.
  case array([Expression?])
  case property(Expression, key: Expression)
  case assignProperty(Expression, key: Expression, Expression)
  /// `object[key] op= expression`, which evaluates the object and the key twice.
  case updateProperty(Expression, key: Expression, BinaryOperator, Expression)
  case call(Callee, [Expression], isAwaited: Bool = false)
  /// Waits for the promise that the operand is.
  case await(Expression)
  case function(FunctionNode)
}

/// What a call calls.
enum Callee {
  case value(Expression)
  case method(Expression, key: Expression)
  /// The class of `new`.
  case constructor(Expression)
}

/// A statement.
indirect enum Statement {
  case expression(Expression)
  /// `let` with its first value; the variable belongs to the block around it.
  case declare(Variable, Expression)
  case declareClass(Variable, ClassNode)
  /// A field of a class: sets a property of `this`.
  case initializeField(Variable, key: Value, Expression)
  case ifElse(Expression, Block, Block?)
  case whileLoop(Expression, Block)
  case forLoop(ForLoop)
  case switchCase(Expression, cases: [(value: Expression, body: Block)], otherwise: Block?)
  case tryCatch(Block, Variable?, Block)
  case throwValue(Expression)
  case returnValue(Expression)
  /// Leaves the innermost loop or `switch`.
  case breakLoop
}

/// `for (let counter = start; condition; counter++) body`.
struct ForLoop {
  let counter: Variable
  let start: Expression
  let condition: Expression
  /// Holds the counter if closures capture it; each iteration has a copy.
  let headScope: ScopeNode
  /// Holds captured variables of the body; each iteration has a new one.
  let bodyScope: ScopeNode
  let body: Block
}

/// Statements with variables of their own.
final class Block {
  /// The variables that live in the frame, in the order of their slots.
  var locals: [Variable] = []
  /// Functions that are made before the first statement runs.
  var functions: [(variable: Variable, function: FunctionNode)] = []
  var statements: [Statement] = []
}

/// A variable.
final class Variable {
  /// Where its value is.
  enum Storage {
    case local
    /// In the scope that lists the variable.
    case scoped
    case global(GlobalID)
    /// Among the arguments, of which `this` is the first.
    case argument(Int)
  }

  let type: ValueType
  let storage: Storage
  /// False for counters of loops, which only the loop changes, and for what never changes.
  let isAssignable: Bool

  init(_ type: ValueType, _ storage: Storage, isAssignable: Bool = true) {
    self.type = type
    self.storage = storage
    self.isAssignable = isAssignable
  }
}

/// An allocation for captured variables; it is left out if there are none.
final class ScopeNode {
  var variables: [Variable] = []
  /// Whether slot 0 holds the function that the scope is a closure of.
  var hasFunction = false

  var isEmpty: Bool { variables.isEmpty && !hasFunction }
}

/// A function.
final class FunctionNode {
  /// How it ends, and what its frame starts with.
  enum Kind {
    case plain
    case async
    /// Returns `this`.
    case constructor
  }

  let id: FunctionID
  let kind: Kind
  /// The parameters, and `this` as parameter 0 if it is used; copied to their variables unless these are arguments.
  var parameters: [(index: Int, variable: Variable)] = []
  let scope = ScopeNode()
  /// Variables that hold `undefined` from the start.
  var hoisted: [Variable] = []
  var body = Block()
  /// How many slots of the scope an `await` needs; known once the code was emitted.
  var savedSlots = 0
  /// About as many instructions as a call executes at most, calls from it included.
  var cost = 0
  /// Whether it can run functions that came as values.
  var callsCallbacks = false
  /// The function is the scope that it was made in, not an allocation of its own.
  var isEmbedded = false

  init(_ id: FunctionID, _ kind: Kind) {
    self.id = id
    self.kind = kind
  }
}

/// A class.
final class ClassNode {
  let constructor: FunctionNode
  let methods: [(key: Value, function: FunctionNode)]
  let statics: [(key: Value, value: Expression)]

  init(
    constructor: FunctionNode, methods: [(key: Value, function: FunctionNode)],
    statics: [(key: Value, value: Expression)]
  ) {
    self.constructor = constructor
    self.methods = methods
    self.statics = statics
  }
}
