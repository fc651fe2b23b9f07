import IL

/// Compiles a function of the tiny language the way the reference compiler does.
///
/// Variables of the frame are numbered from its base, so the depth of the stack is known at every point.
final class CodeEmitter {
  /// A scope that the code can reach through the closure register.
  struct ScopeFrame {
    let slotCount: Int
    let slots: [ObjectIdentifier: Int]
  }

  /// What has to be undone when control leaves a place early.
  enum Cleanup {
    case locals(Int)
    /// A `try` block that began at a depth.
    case tryBlock(depth: Int)
    /// A scope that has a parent, or none.
    case scope(hasParent: Bool)
  }

  /// Where `break` goes.
  struct Exit {
    let label: Label
    let cleanupCount: Int
  }

  let builder: ProgramBuilder
  let function: FunctionNode
  /// Whether calls of what is known are made without pushing it.
  let callsDirectly: Bool
  var blocks = CodeBlocks()
  var depth = 0
  /// The scopes, innermost first.
  var scopes: [ScopeFrame]
  var cleanups: [Cleanup] = []
  var exits: [Exit] = []
  var localSlots: [ObjectIdentifier: Int] = [:]
  private var savedSlots = 0

  private init(
    _ function: FunctionNode, scopes: [ScopeFrame], builder: ProgramBuilder, callsDirectly: Bool
  ) {
    self.function = function
    self.scopes = scopes
    self.builder = builder
    self.callsDirectly = callsDirectly
  }

  /// Puts the code of `function` into the program, and that of the functions in it.
  ///
  /// - Parameter scopes: What the closure register holds when it is called, innermost first.
  static func emit(
    _ function: FunctionNode, scopes: [ScopeFrame] = [], builder: ProgramBuilder, callsDirectly: Bool
  ) {
    func emitOnce() -> CodeEmitter {
      let emitter = CodeEmitter(function, scopes: scopes, builder: builder, callsDirectly: callsDirectly)
      emitter.emitFunction()
      return emitter
    }
    var emitter = emitOnce()
    if emitter.savedSlots > function.savedSlots {
      // The slots that `await` needs come before those of the variables.
      function.savedSlots = emitter.savedSlots
      emitter = emitOnce()
    }
    builder.program.functions[function.id].code = StackCode(emitter.blocks.operations)
  }

  // MARK: Operations

  func emit(_ operation: Operation) {
    let (pops, pushes) = operation.stackEffect
    depth += pushes - pops
    blocks.append(operation)
  }

  func emit(_ value: Value) { emit(Operation.literal(value)) }

  func pop(_ count: Int) { if count > 0 { emit(.pop(count)) } }

  /// Pushes a copy of the value on top.
  func duplicate() { emit(.loadVariable(depth - 1)) }

  func emitAwait() {
    savedSlots = max(savedSlots, depth - 4)
    emit(.await)
    emit(.asyncResume)
  }

  /// Starts to fill a block that control reaches at a depth.
  func begin(_ label: Label, depth: Int) {
    blocks.begin(label)
    self.depth = depth
  }

  /// Ends the current block with a branch on the value on top.
  func branch(_ target: Label, otherwise: Label) {
    depth -= 1
    blocks.branch(target, otherwise: otherwise)
  }

  // MARK: Functions

  private func emitFunction() {
    enterFunctionScope()
    for parameter in function.parameters { copyParameter(parameter.index, parameter.variable) }
    for variable in function.hoisted { declare(variable, as: .undefined) }
    emit(function.body)
    switch function.kind {
    case .plain:
      emit(.undefined)
      emit(.returnValue)
    case .constructor:
      emit(.loadArgument(0))
      emit(.returnValue)
    case .async:
      emit(.undefined)
      emit(.asyncReturn)
    }
  }

  private func copyParameter(_ index: Int, _ variable: Variable) {
    switch variable.storage {
    case .argument, .global: break
    case .local:
      localSlots[ObjectIdentifier(variable)] = depth
      emit(.loadArgument(index))
    case .scoped:
      emit(.loadArgument(index))
      store(variable)
    }
  }

  /// Makes the slot of a variable of the frame.
  func declare(_ variable: Variable, as value: Value) {
    localSlots[ObjectIdentifier(variable)] = depth
    emit(value)
  }
}
