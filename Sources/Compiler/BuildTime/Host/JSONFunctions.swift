import HostInterface
import Interpreter

extension BuildMachine {
  var jsonMembers: [HostMember] {
    members(of: [
      (
        "parse",
        { machine, call in
          let text = try machine.interpreter.text(of: call[0])
          do {
            return try machine.guestValue(JSONValue(parsing: Array(text.utf8)))
          } catch let error as JSONValue.SyntaxError {
            throw machine.failure(
              "SyntaxError", "\(error.problem) at position \(error.offset) of the JSON text")
          }
        }
      ),
      (
        "stringify",
        { machine, call in
          var indentation = ""
          switch call[2] {
          case .number(let count): indentation = String(repeating: " ", count: Int(max(0, min(count, 10))))
          case .string(let text): indentation = String(text.prefix(10))
          default: break
          }
          var writer = JSONWriter(machine, indentation: indentation)
          return try writer.text(of: call[0]).map { .string($0) } ?? .undefined
        }
      ),
    ])
  }

  /// Makes objects and arrays of JSON.
  func guestValue(_ json: JSONValue) throws(VMError) -> GuestValue {
    switch json {
    case .null: return .null
    case .boolean(let condition): return .boolean(condition)
    case .number(let number): return .number(number)
    case .string(let text): return .string(text)
    case .array(let items):
      var values: [GuestValue] = []
      for item in items { values.append(try guestValue(item)) }
      return .reference(try interpreter.makeArray(values))
    case .object(let members):
      let object = try interpreter.makeObject()
      for member in members {
        try interpreter.setProperty(member.name, of: object, guestValue(member.value))
      }
      return .reference(object)
    }
  }
}

/// Writes values as JSON, as `JSON.stringify` does.
private struct JSONWriter {
  private let machine: BuildMachine
  private let indentation: String
  private var path: [GuestReference] = []
  /// Values in one another beyond this are refused, because each takes some of the stack.
  private static let depthLimit = 200

  init(_ machine: BuildMachine, indentation: String) {
    self.machine = machine
    self.indentation = indentation
  }

  /// The text of a value; nil for what JSON does not have.
  mutating func text(of value: GuestValue) throws -> String? {
    switch value {
    case .undefined: return nil
    case .null, .boolean: return try machine.interpreter.text(of: value)
    case .number(let number): return number.isFinite ? try machine.interpreter.text(of: value) : "null"
    case .string(let text): return JSONValue.quoted(text)
    case .bytes(let bytes):
      let members = bytes.enumerated().map { (JSONValue.quoted(String($0.offset)), String($0.element)) }
      return joined(members.map { "\($0.0):\(separator)\($0.1)" }, "{", "}")
    case .reference(let reference):
      guard reference.kind == .array || reference.kind == .object else { return nil }
      if path.contains(where: { $0.isSame(as: reference) }) {
        throw machine.failure("TypeError", "Converting circular structure to JSON")
      }
      guard path.count < Self.depthLimit else {
        throw machine.failure("RangeError", "The objects are too deep in one another for JSON")
      }
      path.append(reference)
      let result = try reference.kind == .array ? textOfArray(reference) : textOfObject(reference)
      path.removeLast()
      return result
    }
  }

  private mutating func textOfArray(_ array: GuestReference) throws -> String {
    var parts: [String] = []
    for item in machine.interpreter.items(of: array) { parts.append(try text(of: item) ?? "null") }
    return joined(parts, "[", "]")
  }

  private mutating func textOfObject(_ object: GuestReference) throws -> String {
    var parts: [String] = []
    for name in machine.interpreter.propertyNames(of: object) {
      guard let text = try text(of: machine.interpreter.property(name, of: object)) else { continue }
      parts.append("\(JSONValue.quoted(name)):\(separator)\(text)")
    }
    return joined(parts, "{", "}")
  }

  private var separator: String { indentation.isEmpty ? "" : " " }

  /// Parts of the object or array that `path` does not have any more.
  private func joined(_ parts: [String], _ open: String, _ close: String) -> String {
    guard !indentation.isEmpty, !parts.isEmpty else {
      return open + parts.joined(separator: ",") + close
    }
    let outer = String(repeating: indentation, count: max(path.count - 1, 0))
    let inner = outer + indentation
    return "\(open)\n\(inner)" + parts.joined(separator: ",\n\(inner)") + "\n\(outer)\(close)"
  }
}

extension JSONValue {
  /// A string as JSON.
  static func quoted(_ text: String) -> String {
    let escapes: [UnicodeScalar: String] = [
      "\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{8}": "\\b", "\u{C}": "\\f",
    ]
    var result = "\""
    for scalar in text.unicodeScalars {
      if let escape = escapes[scalar] {
        result += escape
      } else if scalar.value < 0x20 {
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
