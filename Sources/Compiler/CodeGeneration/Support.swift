import IL
import JavaScript

/// What takes more than a few instructions, as functions that are part of a program only if it needs them.
enum SupportFunction: String, CaseIterable {
  case keys, append, assign, copyStatics, omit, slice, trim, apply, construct, create
  case isInstance, hasProperty, looselyEqual

  /// The most elements that can be spread in a call.
  static let largestSpread = 15

  /// The functions in JavaScript.
  ///
  /// Names with a dollar sign are operations of the IL: see `FunctionGenerator.intrinsic`.
  static let source = """
    function keys(object) {
      const kind = $typeCodeOf(object);
      if (kind <= 1) return [];
      if (kind < 7 || kind > 8) return $objectKeys(object);
      const result = [];
      for (let index = 0; index < object.length; ++index) result[index] = index;
      return result;
    }
    function append(array, source) {
      const length = source.length;
      for (let index = 0; index < length; ++index) array[array.length] = source[index];
    }
    function assign(target, source) {
      for (const key in source) target[key] = source[key];
    }
    function copyStatics(target, source) {
      for (const key in source) if (key !== "prototype") target[key] = source[key];
    }
    function omit(object, excluded) {
      const result = {};
      next: for (const key in object) {
        for (const name of excluded) if (name === key) continue next;
        result[key] = object[key];
      }
      return result;
    }
    function slice(array, start) {
      const result = [];
      for (let index = start; index < array.length; ++index) result[index - start] = array[index];
      return result;
    }
    function trim(array) {
      let length = array.length;
      while (length > 0 && array[length - 1] === undefined) --length;
      if (length < array.length) array.length = length;
      return array;
    }
    function create(prototype) {
      class Instance {}
      Instance.prototype = prototype;
      return new Instance();
    }
    function isInstance(value, classValue) {
      const kind = $typeCodeOf(value);
      if (kind < 6 || kind > 7) return false;
      const prototype = classValue.prototype;
      for (let next = value.__proto__; next !== null && next !== undefined; next = next.__proto__) {
        if (next === prototype) return true;
      }
      return false;
    }
    function hasProperty(key, object) {
      const kind = $typeCodeOf(object);
      if (kind > 6 && kind < 9) {
        if (typeof key === "number") return key >= 0 && key < object.length;
        if (key === "length") return true;
        object = object.__proto__;
      }
      while (object !== null && object !== undefined) {
        for (const name of $objectKeys(object)) if (name === key) return true;
        object = object.__proto__;
      }
      return false;
    }
    function looselyEqual(left, right) {
      if (left === right) return true;
      const leftKind = $typeCodeOf(left), rightKind = $typeCodeOf(right);
      if (leftKind <= 1 || rightKind <= 1) return leftKind <= 1 && rightKind <= 1;
      if (leftKind === rightKind || leftKind > 4 || rightKind > 4) return false;
      return +left === +right;
    }
    \(spread("apply(callee, self, elements)", "$call(callee, self", separator: ", "))
    \(spread("construct(callee, elements)", "new callee(", separator: ""))
    """

  /// A function that passes the elements of an array as arguments.
  private static func spread(_ head: String, _ call: String, separator: String) -> String {
    var lines = ["function \(head) {", "const count = elements.length;"]
    var arguments: [String] = []
    for count in 0...largestSpread {
      let list = arguments.isEmpty ? "" : separator + arguments.joined(separator: ", ")
      lines.append("if (count === \(count)) return \(call)\(list));")
      guard count < largestSpread else { break }
      lines.append("const e\(count) = elements[\(count)];")
      arguments.append("e\(count)")
    }
    lines += ["throw 'RangeError: at most \(largestSpread) elements can be spread in a call';", "}"]
    return lines.joined(separator: "\n")
  }
}

extension FunctionGenerator {
  /// A function of the support library as a value.
  mutating func support(_ function: SupportFunction) -> Operand {
    let module = link.supportModule
    let scopes = link.scopes[module]
    guard let binding = scopes[ModuleScopes.moduleScope].names[function.rawValue],
      case .function(let index) = scopes[binding].storage
    else { preconditionFailure("the support library has no \(function)") }
    link.requestSupport(index)
    return .literal(.function(link.function(index, of: module)))
  }

  /// The result of a function of the support library.
  mutating func callSupport(_ function: SupportFunction, _ arguments: Operand...) throws(CompilationError)
    -> Operand
  {
    builder.emit(.call, [support(function), .literal(.undefined)] + arguments)
  }

  /// The result of a call that is an operation of the IL, which only the support library can make.
  mutating func intrinsic(_ call: Call) throws(CompilationError) -> Operand? {
    guard module == link.supportModule, case .identifier(let identifier) = call.callee.kind,
      identifier.name.hasPrefix("$")
    else { return nil }
    var operands: [Operand] = []
    for case .value(let argument) in call.arguments { operands.append(try value(argument)) }
    switch identifier.name {
    case "$typeCodeOf": return builder.emit(.unary(.typeCodeOf), operands)
    case "$objectKeys": return builder.emit(.objectKeys, operands)
    case "$call": return builder.emit(.call, operands)
    default: preconditionFailure("there is no operation \(identifier.name)")
    }
  }
}
