import IL

extension CodeEmitter {
  /// Makes a class, then its prototype, then its static properties.
  func emitClass(_ variable: Variable, _ node: ClassNode) {
    emit(node.constructor)
    emit(.objectNew)
    emit(.classCreate)
    store(variable)
    load(variable)
    emit(builder.text("prototype"))
    emit(.object(node.methods.map { ($0.key, .function($0.function)) }))
    emit(.objectSet)
    for property in node.statics {
      load(variable)
      emit(property.key)
      emit(property.value)
      emit(.objectSet)
    }
  }
}
