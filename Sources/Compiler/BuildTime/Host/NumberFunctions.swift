import Foundation
import HostInterface
import Interpreter

extension BuildMachine {
  var numberFunctions: [HostMember] {
    members(of: [
      ("isNaN", { machine, call in .boolean(try machine.interpreter.number(of: call[0]).isNaN) }),
      ("isFinite", { machine, call in .boolean(try machine.interpreter.number(of: call[0]).isFinite) }),
      (
        "parseInt",
        { machine, call in
          let text = try machine.interpreter.text(of: call[0])
          return .number(Self.integer(in: text, radix: Int32(try machine.integer(call[1], 0))))
        }
      ),
      (
        "parseFloat",
        { machine, call in
          let text = try machine.interpreter.text(of: call[0]).trimmingCharacters(in: .whitespacesAndNewlines)
          let match = text.prefixMatch(of: /[+-]?(Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)/)
          return .number(match.flatMap { Double($0.output.0) } ?? .nan)
        }
      ),
    ])
  }

  /// The integer that a text starts with.
  private static func integer(in text: String, radix: Int32) -> Double {
    var text = text.trimmingCharacters(in: .whitespacesAndNewlines)[...]
    let isNegative = text.first == "-"
    if isNegative || text.first == "+" { text = text.dropFirst() }
    var radix = Int(radix)
    if radix == 0 || radix == 16, text.lowercased().hasPrefix("0x") {
      text = text.dropFirst(2)
      radix = 16
    }
    if radix == 0 { radix = 10 }
    guard (2...36).contains(radix) else { return .nan }
    let digits = text.prefix { $0.isASCII && Int(String($0), radix: radix) != nil }
    guard !digits.isEmpty else { return .nan }
    let value =
      radix == 10
      ? Double(digits) ?? .nan
      : digits.reduce(0) { $0 * Double(radix) + Double(Int(String($1), radix: radix) ?? 0) }
    return isNegative ? -value : value
  }

  /// Methods of numbers.
  static var numberMethods: [(String, HostBody)] {
    [
      (
        "toString",
        { machine, call in
          guard case .number(let number) = call.this else { return .string("NaN") }
          let radix = try machine.integer(call[0], 10)
          guard (2...36).contains(radix) else {
            throw machine.failure("RangeError", "toString() radix must be between 2 and 36")
          }
          guard radix != 10, number.isFinite else {
            return .string(try machine.interpreter.text(of: call.this))
          }
          return .string(number.text(inBase: Int(radix)))
        }
      ),
      (
        "toFixed",
        { machine, call in
          let digits = try machine.integer(call[0], 0)
          guard (0...100).contains(digits) else {
            throw machine.failure("RangeError", "toFixed() digits must be between 0 and 100")
          }
          let number = try machine.interpreter.number(of: call.this)
          guard number.magnitude < 1e21 else { return .string(try machine.interpreter.text(of: call.this)) }
          return .string(number.text(withDigits: Int(digits)))
        }
      ),
    ]
  }

  /// An argument as an integer; `alternative` if it is undefined.
  func integer(_ value: GuestValue, _ alternative: Double) throws(VMError) -> Double {
    if case .undefined = value { return alternative }
    let number = try interpreter.number(of: value)
    return number.isNaN ? 0 : min(max(number.rounded(.towardZero), -2_147_483_648), 2_147_483_647)
  }
}
