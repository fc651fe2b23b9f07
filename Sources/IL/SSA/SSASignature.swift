/// What an operation takes, gives and may do.
public struct SSASignature: Hashable, Sendable {
  /// What the result is.
  public enum Result: Hashable, Sendable {
    case none
    /// A value of one of these types.
    case value(TypeSet)
    /// The scope that is current from here on.
    case scope
  }

  /// How many operands there are, a scope included.
  public var operandCount: ClosedRange<Int>
  /// True iff the first operand is the current scope; no other operand is a scope.
  public var takesScope = false
  /// What the result is.
  public var result: Result
  /// What else the operation may do.
  public var effects: Effects
  /// The errors of the engine that it can end in itself; code that it calls may end in any.
  public var errors: [EngineError] = []

  private init(
    _ operandCount: ClosedRange<Int>, _ result: Result, _ effects: Effects = [], _ errors: [EngineError] = []
  ) {
    self.operandCount = operandCount
    self.result = result
    self.effects = errors.isEmpty ? effects : effects.union(.fails)
    self.errors = errors
  }

  private init(_ count: Int, _ result: Result, _ effects: Effects = [], _ errors: [EngineError] = []) {
    self.init(count...count, result, effects, errors)
  }

  /// The signature of an operation whose first operand is the current scope, which is counted here.
  private static func scoped(
    _ operandCount: ClosedRange<Int>, _ result: Result, _ effects: Effects, _ errors: [EngineError] = []
  ) -> SSASignature {
    var signature = SSASignature(operandCount, result, effects.union(.readsCurrentScope), errors)
    signature.takesScope = true
    return signature
  }

  /// The signature of `operation` (snapshot format, section 6; engine specification, appendix A).
  public init(of operation: SSAOperation) {
    let anyValue = Result.value(.any)
    self =
      switch operation {
      case .loadArgument: Self(0, anyValue, .readsArguments)
      case .storeArgument: Self(1, .none, [.writesArguments])
      case .initialized: Self(1, .value(.any.subtracting(.deleted)), [], [.uninitializedVariable])
      case .loadCell: Self(0, .value(.any.subtracting(.deleted)), .readsCells, [.uninitializedVariable])
      case .storeCell: Self(1, .none, .writesCells)
      case .loadScoped: .scoped(1...1, anyValue, .readsScopes)
      case .storeScoped: .scoped(2...2, .none, .writesScopes)
      case .scopeNew, .scopeDiscard: Self(0, .scope, .changesCurrentScope)
      case .scopePush: .scoped(1...1, .scope, .changesCurrentScope)
      case .scopePop, .scopeClone: .scoped(1...1, .scope, [.readsScopes, .changesCurrentScope])
      case .loadClosure: .scoped(1...1, .value([.function, .undefined]), [])
      case .closureNew: .scoped(2...2, .value(.function), [])
      case .loadGlobal: Self(0, .value(.any.subtracting(.deleted)), .readsGlobals, [.uninitializedGlobal])
      case .storeGlobal: Self(1, .none, .writesGlobals)
      case .call: Self(1...Limits.arguments + 1, anyValue, .ofCall, [.notCallable])
      case .callVoid: Self(1...Limits.arguments + 1, .none, .ofCall, [.notCallable])
      case .callFunction: Self(0...15, anyValue, .ofCall)
      case .callHost: Self(1...Limits.arguments, anyValue, .ofCall)
      case .callHostVoid: Self(1...Limits.arguments, .none, .ofCall)
      case .awaitCall: .scoped(3...Limits.arguments + 2, anyValue, .ofCall, [.notCallable])
      case .new: Self(1...Limits.arguments, anyValue, .ofCall, [.newOfNonClass, .invalidPrototype])
      case .objectNew: Self(0, .value(.object))
      case .objectGet: Self(2, anyValue, .readsHeap, [.type, .range, .invalidArrayIndex])
      case .objectSet:
        Self(3, .none, .writesHeap, [.type, .range, .prototypeIsReadOnly, .invalidArrayIndex, .notAByte])
      case .objectKeys: Self(1, .value(.array), .readsHeap, [.keysOfNonObject])
      case .arrayNew, .fixedLengthArrayNew: Self(0, .value(.array))
      case .uint8ArrayNew: Self(1, .value(.uint8Array), [], [.invalidUint8ArrayLength])
      case .classCreate: Self(2, .value(.classValue))
      case .endTry: Self(0, .none, .movesFrame)
      case .asyncStart: .scoped(1...1, .scope, [.changesCurrentScope, .movesFrame])
      // Behind it, the arguments are those of whoever resumed the function.
      case .await:
        .scoped(2...2, anyValue, .ofCall.union([.movesFrame, .writesArguments]), [.awaitOfNonPromise])
      case .enqueueJob: .scoped(1...1, .none, [.calls])
      case .binary(.add): Self(2, .value([.number, .string]))
      case .binary(let binaryOperator): Self(2, .value(binaryOperator.isComparison ? .boolean : .number))
      case .unary(.logicalNot): Self(1, .value(.boolean))
      case .unary(.typeof): Self(1, .value(.string))
      case .unary: Self(1, .value(.number))
      }
  }
}

extension SSAOperation {
  /// What the operation takes, gives and may do.
  public var signature: SSASignature { SSASignature(of: self) }
}

extension BinaryOperator {
  /// True iff the result is a boolean.
  public var isComparison: Bool {
    switch self {
    case .less, .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual: true
    case .addNumbers, .subtract, .multiply, .divide, .divideAndTruncate, .remainder, .power, .shiftRight,
      .shiftRightUnsigned, .shiftLeft, .bitOr, .bitAnd, .bitXor, .add:
      false
    }
  }
}
