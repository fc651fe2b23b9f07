import Foundation
import HostInterface
import Interpreter

// Methods that strings have at build time. Positions are in units of UTF-16.

extension BuildMachine {
  /// Methods of strings.
  static var stringMethods: [(String, HostBody)] { searchMethods + partMethods + conversionMethods }

  /// The string that a method was called on, in units.
  private func units(_ call: HostCall) throws -> [UInt16] { try units(of: call.this) }

  /// A value as a string, in units, which takes steps if there are many.
  private func units(of value: GuestValue) throws -> [UInt16] {
    let units = Array(try interpreter.text(of: value).utf16)
    if let steps = interpreter.instructionsLeft { interpreter.instructionsLeft = steps - units.count / 128 }
    return units
  }

  private static func string(_ units: some Collection<UInt16>) -> GuestValue {
    .string(String(decoding: units, as: UTF16.self))
  }

  private static var searchMethods: [(String, HostBody)] {
    /// A method that looks for its first argument in the string.
    func search(_ body: @escaping ([UInt16], [UInt16], HostCall, BuildMachine) throws -> GuestValue)
      -> HostBody
    {
      { machine, call in
        return try body(try machine.units(call), try machine.units(of: call[0]), call, machine)
      }
    }
    return [
      (
        "indexOf",
        search { units, wanted, call, machine in
          let start = min(max(0, Int(try machine.integer(call[1], 0))), units.count)
          return .number(Double(TextSearch(wanted).first(in: units, from: start) ?? -1))
        }
      ),
      (
        "lastIndexOf",
        search { units, wanted, _, _ in
          .number(Double(TextSearch(wanted).last(in: units) ?? -1))
        }
      ),
      (
        "includes",
        search { units, wanted, _, _ in .boolean(TextSearch(wanted).first(in: units) != nil) }
      ),
      (
        "startsWith",
        search { units, wanted, call, machine in
          let start = min(max(0, Int(try machine.integer(call[1], 0))), units.count)
          return .boolean(units[start...].starts(with: wanted))
        }
      ),
      (
        "endsWith",
        search { units, wanted, _, _ in .boolean(units.suffix(wanted.count).elementsEqual(wanted)) }
      ),
      (
        "replace",
        search { units, wanted, call, machine in
          guard let index = TextSearch(wanted).first(in: units) else { return string(units) }
          let replacement = try machine.replacement(call[1], of: index..<index + wanted.count, in: units)
          return string(units[..<index] + replacement + units[(index + wanted.count)...])
        }
      ),
      (
        "replaceAll",
        search { units, wanted, call, machine in
          var result: [UInt16] = []
          var end = 0
          for range in TextSearch(wanted).ranges(in: units) {
            result += units[end..<range.lowerBound]
            result += try machine.replacement(call[1], of: range, in: units)
            end = range.upperBound
          }
          return string(result + units[end...])
        }
      ),
      (
        "split",
        { machine, call in
          let units = try machine.units(call)
          guard case .string(let separator) = call[0] else {
            return .reference(try machine.interpreter.makeArray([string(units)]))
          }
          guard !separator.isEmpty else {
            return .reference(try machine.interpreter.makeArray(units.map { string([$0]) }))
          }
          var parts: [GuestValue] = []
          var end = 0
          for range in TextSearch(Array(separator.utf16)).ranges(in: units) {
            parts.append(string(units[end..<range.lowerBound]))
            end = range.upperBound
          }
          return .reference(try machine.interpreter.makeArray(parts + [string(units[end...])]))
        }
      ),
    ]
  }

  /// What takes the place of a part that was found.
  private func replacement(
    _ value: GuestValue, of range: Range<Int>, in units: [UInt16]
  ) throws -> [UInt16] {
    if case .reference(let function) = value, function.kind == .function {
      let found = Self.string(units[range])
      let result = try interpreter.call(
        function, [found, .number(Double(range.lowerBound)), Self.string(units)])
      return try self.units(of: result)
    }
    let template = try self.units(of: value)
    var result: [UInt16] = []
    var position = 0
    while position < template.count {
      let next = position + 1 < template.count ? UnicodeScalar(template[position + 1]) : nil
      let part: ArraySlice<UInt16>? =
        switch (UnicodeScalar(template[position]), next) {
        case ("$", "$"): template[position...position]
        case ("$", "&"): units[range]
        case ("$", "`"): units[..<range.lowerBound]
        case ("$", "'"): units[range.upperBound...]
        default: nil
        }
      result += part ?? template[position...position]
      position += part == nil ? 1 : 2
    }
    return result
  }

  private static var partMethods: [(String, HostBody)] {
    /// A method that gives the unit at a position.
    func unit(_ body: @escaping (UInt16?) -> GuestValue) -> HostBody {
      { machine, call in
        let units = try machine.units(call)
        let index = Int(try machine.integer(call[0], 0))
        return body(units.indices.contains(index) ? units[index] : nil)
      }
    }
    /// A position that counts from the end if it is negative.
    func relative(_ position: Double, _ count: Int) -> Int {
      min(max(0, Int(position) + (position < 0 ? count : 0)), count)
    }
    return [
      ("charAt", unit { string($0.map { [$0] } ?? []) }),
      ("charCodeAt", unit { .number($0.map { Double($0) } ?? .nan) }),
      (
        "at",
        { machine, call in
          let units = try machine.units(call)
          let index = Int(try machine.integer(call[0], 0))
          let position = index < 0 ? index + units.count : index
          return units.indices.contains(position) ? string([units[position]]) : .undefined
        }
      ),
      (
        "slice",
        { machine, call in
          let units = try machine.units(call)
          let start = relative(try machine.integer(call[0], 0), units.count)
          let end = relative(try machine.integer(call[1], Double(units.count)), units.count)
          return string(units[start..<max(start, end)])
        }
      ),
      (
        "substring",
        { machine, call in
          let units = try machine.units(call)
          let first = relative(max(0, try machine.integer(call[0], 0)), units.count)
          let second = relative(max(0, try machine.integer(call[1], Double(units.count))), units.count)
          return string(units[min(first, second)..<max(first, second)])
        }
      ),
    ]
  }

  private static var conversionMethods: [(String, HostBody)] {
    func conversion(_ body: @escaping (String) -> String) -> HostBody {
      { machine, call in .string(body(try machine.interpreter.text(of: call.this))) }
    }
    func padding(_ join: @escaping (String, String) -> String) -> HostBody {
      { machine, call in
        let units = try machine.units(call)
        let missing = Int(try machine.integer(call[0], 0)) - units.count
        let filler = if case .undefined = call[1] { " " } else { try machine.interpreter.text(of: call[1]) }
        let text = try machine.interpreter.text(of: call.this)
        guard missing > 0, !filler.isEmpty else { return .string(text) }
        try machine.checkLength(missing)
        let repeated = Array(String(repeating: filler, count: missing / filler.utf16.count + 1).utf16)
        return .string(join(text, String(decoding: repeated.prefix(missing), as: UTF16.self)))
      }
    }
    return [
      ("toString", conversion { $0 }), ("toUpperCase", conversion { $0.uppercased() }),
      ("toLowerCase", conversion { $0.lowercased() }),
      ("trim", conversion { $0.trimmingCharacters(in: .whitespacesAndNewlines) }),
      ("trimStart", conversion { String($0.drop(while: \.isWhitespace)) }),
      ("trimEnd", conversion { String($0.reversed().drop(while: \.isWhitespace).reversed()) }),
      ("padStart", padding { text, filler in filler + text }),
      ("padEnd", padding { text, filler in text + filler }),
      (
        "repeat",
        { machine, call in
          let text = try machine.interpreter.text(of: call.this)
          let count = try machine.integer(call[0], 0)
          guard count >= 0 else {
            throw machine.failure("RangeError", "Invalid count value: \(Int(count))")
          }
          guard !text.isEmpty else { return .string("") }
          try machine.checkLength(Int(count) * text.utf8.count)
          return .string(String(repeating: text, count: Int(count)))
        }
      ),
      (
        "concat",
        { machine, call in
          .string(
            try call.arguments.reduce(machine.interpreter.text(of: call.this)) {
              $0 + (try machine.interpreter.text(of: $1))
            })
        }
      ),
    ]
  }

  /// Refuses strings that would fill the memory.
  private func checkLength(_ length: Int) throws {
    guard length < 1 << 26 else { throw failure("RangeError", "Invalid string length") }
  }

  /// Methods of functions.
  static var functionMethods: [(String, HostBody)] {
    func target(_ machine: BuildMachine, _ call: HostCall) throws -> GuestReference {
      guard case .reference(let function) = call.this, function.kind == .function else {
        throw machine.failure("TypeError", "it was not called on a function")
      }
      return function
    }
    return [
      (
        "call",
        { machine, call in
          try machine.interpreter.call(
            target(machine, call), this: call[0], Array(call.arguments.dropFirst()))
        }
      ),
      (
        "apply",
        { machine, call in
          var arguments: [GuestValue] = []
          if case .reference(let array) = call[1] { arguments = machine.interpreter.items(of: array) }
          return try machine.interpreter.call(target(machine, call), this: call[0], arguments)
        }
      ),
    ]
  }
}
