import Analysis
import IL

extension Pass {
  /// Makes plain objects instead of instances of classes whose prototype nothing looks into.
  ///
  /// Safe if the class, its constructor and the prototype are known, the prototype is empty and stays so, and
  /// nothing that is live asks what the prototype is: then an object without a prototype that is
  /// passed to the constructor is the same to the rest of the program. The class, its static properties, the
  /// prototype and the string "prototype" can go if nothing else uses them. Prototypes with internal slots, as
  /// promises have, stay.
  ///
  /// Before:
  /// ```
  /// %1 = new $point, %0
  /// ```
  /// After, if `$point` has the constructor `&point`:
  /// ```
  /// %2 = object_new
  /// %1 = call &point, %2, %0
  /// ```
  static let instantiation = Pass(
    "instantiation", "make plain objects instead of instances whose class nobody notices"
  ) { context in
    let flow = context.valueFlow
    guard flow.obstacle == nil else { return }
    let liveness = context.liveness()
    let names = context.names
    for (id, function) in context.program.functions.entries {
      guard var body = function.ssa, flow.isReached(id) else { continue }
      var hasChanged = false
      for block in body.blockIDs where flow.isReached(block, in: id) {
        var instructions: [SSAInstruction] = []
        for instruction in body[block].instructions {
          guard let constructor = plainConstructor(of: instruction, in: id, liveness),
            context.accept(
              "\(names[id]): an instance made by \(names[constructor]) needs no class, "
                + "because nothing looks into its prototype")
          else {
            instructions.append(instruction)
            continue
          }
          let object = body.makeLocal()
          instructions.append(SSAInstruction(object, .objectNew))
          instructions.append(
            SSAInstruction(
              instruction.result, .call,
              [.literal(.function(constructor)), .local(object)] + instruction.operands.dropFirst(),
              origin: instruction.origin))
          hasChanged = true
        }
        body[block].instructions = instructions
      }
      if hasChanged { context.update { [body] in $0.functions[id].body = .ssa(body) } }
    }
  }

  /// The constructor that `instruction` calls, if it makes an instance that could as well be a plain object.
  private static func plainConstructor(
    of instruction: SSAInstruction, in function: FunctionID, _ liveness: Liveness
  ) -> FunctionID? {
    guard instruction.operation == .new, instruction.operands.count < Limits.arguments else { return nil }
    let flow = liveness.flow
    let callees = flow.callees(of: instruction, in: function)
    guard callees.functions.count == 1, !callees.includeHost, !callees.mayFail,
      let constructor = callees.functions.first, !flow.program.functions[constructor].isAsync,
      let classThing = flow.value(of: instruction.operands[0], in: function).reference,
      // A constructor that is a closure needs its scope.
      case .function? = flow.slot(0, of: classThing).reference.map({ flow.references[$0] })
    else { return nil }
    let instances = flow.instances(madeBy: instruction.result!, in: function)
    guard !instances.isEmpty else { return nil }
    let arePlain = instances.allSatisfy { instance in
      !liveness.isLive(.prototypeIdentity(instance))
        && flow.prototype(of: instance).references.allSatisfy { isEmpty($0, liveness) }
    }
    return arePlain ? constructor : nil
  }

  /// True iff nothing can be found in the prototype: it has no properties, and gets none.
  private static func isEmpty(_ prototype: Int, _ liveness: Liveness) -> Bool {
    let flow = liveness.flow
    guard case .allocation(let id) = flow.references[prototype],
      case .object(.null, let internalSlots, let properties) = flow.program.allocations[id].content
    else { return false }
    // What is not live counts too: code that nothing needs may still be there, and fail without it.
    return internalSlots.isEmpty && properties.isEmpty && !liveness.hasStore(toAnythingIn: prototype)
  }
}
