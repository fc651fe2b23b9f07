import IL
import JavaScript

extension FunctionGenerator {
  // MARK: Templates

  mutating func template(_ template: Template) throws(CompilationError) -> Operand {
    func text(_ index: Int) -> String { template.chunks[index].cooked ?? template.chunks[index].raw }
    var result: Operand?
    for index in template.chunks.indices {
      // One of the first two parts must be a string, so that the others are appended to it.
      let isNeeded = index == 0 && (template.chunks.count == 1 || text(1).isEmpty)
      if isNeeded || !text(index).isEmpty {
        let chunk = Operand.literal(link.string(text(index)))
        result = result.map { builder.emit(.binary(.add), $0, chunk) } ?? chunk
      }
      guard index < template.substitutions.count else { break }
      let part = try value(template.substitutions[index])
      result = result.map { builder.emit(.binary(.add), $0, part) } ?? part
    }
    return result ?? .literal(link.string(""))
  }

  // MARK: Arrays

  mutating func array(_ elements: [ArrayElement]) throws(CompilationError) -> Operand {
    let fixedCount = elements.firstIndex { $0.isSpread } ?? elements.count
    let array = builder.emit(.arrayNew(capacity: min(fixedCount, Self.largestCapacity)))
    for (index, element) in elements.enumerated() {
      switch element {
      case .spread(let source): _ = try callSupport(.append, array, try value(source))
      case .element(let expression):
        let element = try value(expression)
        let position =
          index < fixedCount
          ? .literal(.integer(index)) : builder.emit(.objectGet, array, .literal(link.string("length")))
        builder.perform(.objectSet, array, position, element)
      case .hole:
        guard index >= fixedCount || index == elements.count - 1 else { continue }
        let length =
          index < fixedCount
          ? .literal(.integer(index + 1))
          : builder.emit(
            .binary(.add), builder.emit(.objectGet, array, .literal(link.string("length"))),
            .literal(.integer(1)))
        builder.perform(.objectSet, array, .literal(link.string("length")), length)
      }
    }
    return array
  }

  // MARK: Objects

  mutating func object(_ members: [ObjectMember]) throws(CompilationError) -> Operand {
    let object = builder.emit(.objectNew)
    for member in members {
      switch member {
      case .property(let key, let expression):
        if case .name("__proto__") = key.kind {
          guard case .null = expression.kind else {
            throw error("an object literal cannot have a prototype other than null", key.range)
          }
          continue
        }
        let name = try self.key(key)
        let value = try self.value(expression, name: key.plainName)
        builder.perform(.objectSet, object, name, value)
      case .method(let key, let node):
        let name = try self.key(key)
        let value = try functionValue(node, name: key.plainName)
        builder.perform(.objectSet, object, name, value)
      case .getter(let key, _), .setter(let key, _):
        throw error("getters and setters are not supported: the engine has none", key.range)
      case .spread(let source): _ = try callSupport(.assign, object, try value(source))
      }
    }
    return object
  }
}

extension PropertyKey {
  /// The name, if it is written as one.
  var plainName: String? {
    switch kind {
    case .name(let name): name
    case .privateName(let name): "#\(name)"
    case .number, .bigInt, .computed: nil
    }
  }
}

extension ArrayElement {
  fileprivate var isSpread: Bool { if case .spread = self { true } else { false } }
}
