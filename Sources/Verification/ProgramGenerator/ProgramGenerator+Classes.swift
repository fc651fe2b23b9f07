import IL

extension ProgramGenerator {
  /// Makes the class that the program starts with.
  func makeClass() {
    let node = classNode("Counter")
    let methods = node.methods.map { Allocation.Property(key: $0.key, value: .function($0.function.id)) }
    let prototype = builder.allocation(
      .ram, .object(prototype: .null, internalSlots: [], properties: methods))
    let statics = builder.object([("prototype", prototype), ("limit", .integer(number(0...9)))])
    for function in [node.constructor] + node.methods.map(\.function) { compile(function) }
    let value = builder.allocation(
      .rom,
      .classValue(constructor: .function(node.constructor.id), staticProperties: builder.inROM(statics)))
    globals.append(builder.global("Counter", value, .classValue))
    globals.append(builder.global("statics", statics, .record))
    if chance(20) { builder.program.exports.append(Export(id: 20, value: value)) }
  }

  /// `class` in a function.
  func classDeclaration() -> Statement {
    let node = classNode("Local")
    spend(20)
    return .declareClass(declare(.classValue, isAssignable: false), node)
  }

  private func classNode(_ name: String) -> ClassNode {
    func function(_ suffix: String, _ kind: FunctionNode.Kind) -> FunctionNode {
      FunctionNode(builder.newFunction(name + suffix), kind)
    }
    let outside = (place.variables + globals).filter {
      Self.isVisibleInside($0) && $0.type != .classValue && $0.type != .instance
    }
    let constructor = function("", .constructor)
    fill(constructor, parameters: [.any], receiver: .record, outside: outside, limit: 50, statements: 1) {
      $0.canCallBack = false
      $0.scope = nil
    }
    let receiver = constructor.parameters[0].variable
    constructor.body.statements.insert(
      contentsOf: Self.fieldNames.map {
        .initializeField(receiver, key: builder.text($0), .literal(literalValue(.number)))
      }, at: 0)
    let methods = Self.methodNames.map { name in
      let method = function("_" + name, .plain)
      fill(
        method, parameters: [.any], receiver: .record, outside: outside, limit: 50, statements: number(0...2)
      ) {
        $0.canCallBack = false
      }
      return (key: builder.text(name), function: method)
    }
    let statics =
      chance(50) ? [(key: builder.text("limit"), value: Expression.literal(literalValue(.any)))] : []
    return ClassNode(constructor: constructor, methods: methods, statics: statics)
  }

  /// Puts a function of the module into the program.
  func compile(_ function: FunctionNode) {
    CodeEmitter.emit(function, builder: builder, callsDirectly: callsDirectly)
  }
}
