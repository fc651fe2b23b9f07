import IL

/// A statement around code that control can leave from inside.
enum Control {
  /// What `break` and `continue` can go to.
  case target(JumpTarget)
  /// An open `try` of the IL.
  case tryBlock
  /// A `finally` block, by its index in `FunctionGenerator.finalizers`.
  case finalizer(Int)

  /// True iff it is an open `try` of the IL.
  var isTry: Bool { if case .tryBlock = self { true } else { false } }
}

/// What `break` and `continue` can go to.
struct JumpTarget {
  var labels: [String]
  /// True iff a `break` without a label goes here.
  var takesPlainBreak: Bool
  var breakBlock: BlockID
  /// Of a loop.
  var continueBlock: BlockID?
  /// How many closure scopes are current at the targets.
  var frames: Int
}

/// A way to leave statements other than by an exception.
enum Exit: Hashable {
  /// Goes to a target, by its position in `FunctionGenerator.control`.
  case breakTo(Int)
  case continueTo(Int)
  case returnValue
}

/// A `finally` block, to which control comes with the number of what is to happen behind it, and a value.
struct Finalizer {
  var block: BlockID
  /// How many closure scopes are current in it.
  var frames: Int
  /// What can happen behind it; the position is the number, counted from `firstExit`.
  var exits: [Exit] = []
  /// True iff what is behind it can be what happens then.
  var goesOn = false

  /// The number for going on.
  static let goOn = 0
  /// The number for throwing the value.
  static let rethrow = 1
  /// The number of the first of `exits`.
  static let firstExit = 2
}

extension FunctionGenerator {
  /// Goes where `exit` says, through the `finally` blocks on the way.
  mutating func leave(_ exit: Exit, _ value: Operand = .literal(.undefined)) {
    let target: Int =
      switch exit {
      case .breakTo(let position), .continueTo(let position): position
      case .returnValue: -1
      }
    var frames = chain.count
    // The engine itself leaves every `try` of an async function that returns.
    let leavesTryBlocks = !(isAsync && exit == .returnValue) || control.contains(where: \.isFinalizer)
    for position in control.indices.reversed() where position > target {
      switch control[position] {
      case .target: break
      case .tryBlock: if leavesTryBlocks { builder.perform(.endTry) }
      case .finalizer(let index):
        popFrames(to: finalizers[index].frames, from: frames)
        frames = finalizers[index].frames
        builder.jump(finalizers[index].block, .literal(.integer(number(of: exit, in: index))), value)
        return
      }
    }
    switch exit {
    case .returnValue:
      if isAsync { popFrames(to: outerFrames + 1, from: frames) }
      builder.end(isAsync ? .asyncReturn(value) : .returnValue(value))
    case .breakTo, .continueTo:
      guard case .target(let jumpTarget) = control[target] else { return }
      popFrames(to: jumpTarget.frames, from: frames)
      if case .continueTo = exit, let block = jumpTarget.continueBlock {
        builder.jump(block)
      } else {
        builder.jump(jumpTarget.breakBlock)
      }
    }
  }

  private mutating func number(of exit: Exit, in index: Int) -> Int {
    if let position = finalizers[index].exits.firstIndex(of: exit) { return Finalizer.firstExit + position }
    finalizers[index].exits.append(exit)
    return Finalizer.firstExit + finalizers[index].exits.count - 1
  }
}

extension Control {
  fileprivate var isFinalizer: Bool { if case .finalizer = self { true } else { false } }
}
