import Foundation
import HostInterface
import Interpreter

// Methods that strings have at build time. Positions are in units of UTF-16.

extension BuildMachine {
  /// Methods of strings.
  static var stringMethods: [(String, HostBody)] { searchMethods + partMethods + conversionMethods }

  /// The string that a method was called on, in units.
  private func units(_ call: HostCall) throws -> [UInt16] {
    Array(try interpreter.text(of: call.this).utf16)
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
        let wanted = Array(try machine.interpreter.text(of: call[0]).utf16)
        return try body(try machine.units(call), wanted, call, machine)
      }
    }
    return [
      (
        "indexOf",
        search { units, wanted, call, machine in
          let start = min(max(0, Int(try machine.integer(call[1], 0))), units.count)
          return .number(Double(units.firstIndex(of: wanted, from: start) ?? -1))
        }
      ),
      (
        "lastIndexOf",
        search { units, wanted, _, _ in
          let last = stride(from: units.count - wanted.count, through: 0, by: -1)
            .first { units[$0...].starts(with: wanted) }
          return .number(Double(last ?? -1))
        }
      ),
      (
        "includes",
        search { units, wanted, _, _ in .boolean(units.firstIndex(of: wanted, from: 0) != nil) }
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
          guard let index = units.firstIndex(of: wanted, from: 0) else { return string(units) }
          let replacement = try machine.replacement(call[1], for: wanted)
          return string(units[..<index] + replacement + units[(index + wanted.count)...])
        }
      ),
      (
        "replaceAll",
        search { units, wanted, call, machine in
          let parts = units.split(by: wanted)
          var result = Array(parts[0])
          for part in parts.dropFirst() {
            result += try machine.replacement(call[1], for: wanted)
            result += part
          }
          return string(result)
        }
      ),
      (
        "split",
        { machine, call in
          let units = try machine.units(call)
          guard case .string(let separator) = call[0] else {
            return .reference(try machine.interpreter.makeArray([string(units)]))
          }
          let parts = separator.isEmpty ? units.map { [$0][...] } : units.split(by: Array(separator.utf16))
          return .reference(try machine.interpreter.makeArray(parts.map { string($0) }))
        }
      ),
    ]
  }

  /// What takes the place of something that was found.
  private func replacement(_ value: GuestValue, for found: [UInt16]) throws -> [UInt16] {
    guard case .reference(let function) = value, function.kind == .function else {
      return Array(try interpreter.text(of: value).utf16)
    }
    let result = try interpreter.call(function, [Self.string(found)])
    return Array(try interpreter.text(of: result).utf16)
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

extension [UInt16] {
  /// The position of the first occurrence of `wanted` from `start` on.
  fileprivate func firstIndex(of wanted: [UInt16], from start: Int) -> Int? {
    guard count - start >= wanted.count else { return nil }
    return (start...count - wanted.count).first { self[$0...].starts(with: wanted) }
  }

  /// The parts between the occurrences of `separator`.
  fileprivate func split(by separator: [UInt16]) -> [ArraySlice<UInt16>] {
    var parts: [ArraySlice<UInt16>] = []
    var start = 0
    while !separator.isEmpty, let index = firstIndex(of: separator, from: start) {
      parts.append(self[start..<index])
      start = index + separator.count
    }
    return parts + [self[start...]]
  }
}
