/// A value while the program runs.
///
/// Two values that are `==` are the same word to the engine, except for numbers, which compare as in IEEE 754.
enum RuntimeValue: Equatable {
  case undefined
  case null
  case boolean(Bool)
  case number(Double)
  /// A string, which has no identity: the index of a heap object with its bytes.
  case string(Int)
  /// The mark of array holes, variables before their initialization and elided promises.
  case deleted
  case noOpFunction
  case function(Int)
  case hostFunction(Int)
  /// A direct reference to a heap object.
  case reference(Int)
  /// A reference to a heap object through a handle, which the engine tells from a direct one.
  case handle(Int)

  /// The heap object that the value refers to, directly or through a handle; nil for strings.
  var object: Int? {
    switch self {
    case .reference(let index), .handle(let index): index
    default: nil
    }
  }

  /// The value with a handle replaced by a direct reference.
  var resolved: RuntimeValue {
    if case .handle(let index) = self { .reference(index) } else { self }
  }

  /// The integer of a number that the engine keeps in a slot: −8192…8191.
  var smallInteger: Int? {
    guard case .number(let number) = self, number.isSmallInteger else { return nil }
    return Int(number)
  }

  /// The integer that a number is.
  var integer: Int? {
    guard case .number(let number) = self, number.isInt32 else { return nil }
    return Int(number)
  }

  /// The integer `value` as a number.
  static func integer(_ value: Int) -> RuntimeValue { .number(Double(value)) }
}

extension Double {
  /// True iff the engine keeps the number in a slot.
  var isSmallInteger: Bool {
    self >= -8192 && self <= 8191 && rounded(.towardZero) == self && (self != 0 || sign == .plus)
  }

  /// True iff the engine calculates with the number in integers.
  var isInt32: Bool { Int32(exactly: self) != nil && (self != 0 || sign == .plus) }
}

/// What properties are found by: an integer from 0 to 8191, or the number of a name.
struct PropertyKey: Hashable {
  private let word: Int32

  /// The key of an element.
  init(index: Int) { word = Int32(index) }
  /// The key of the name numbered `name`.
  init(name: Int) { word = ~Int32(name) }

  /// The integer, or nil for a name.
  var index: Int? { word >= 0 ? Int(word) : nil }
  /// The number of the name, or nil for an integer.
  var name: Int? { word < 0 ? Int(~word) : nil }

  /// `length`, which arrays have.
  static let length = PropertyKey(name: 0)
  /// `__proto__`, which every object has.
  static let prototype = PropertyKey(name: 1)
}
