import HostInterface
import Interpreter

/// What `globalThis` is at build time: its properties are the global variables.
final class GlobalObject: HostObject {
  private unowned let machine: BuildMachine

  /// Makes the global object of a machine.
  init(of machine: BuildMachine) { self.machine = machine }

  func property(_ name: String) -> GuestValue { machine[global: name] ?? .undefined }

  // What cannot be assigned keeps its value.
  func setProperty(_ name: String, _ value: GuestValue) { try? machine.setGlobal(name, value) }

  var propertyNames: [String] { machine.environment.keys.sorted() }

  /// The names of which a source text seems to use a property of `globalThis`.
  ///
  /// Code refers to a variable by its place, so there must be one before it can be created.
  static func propertyNames(in text: [UInt8]) -> [String] {
    let prefix = Array("globalThis.".utf8)
    var names: [String] = []
    var rest = text[...]
    while let start = rest.firstRange(of: prefix) {
      rest = rest[start.upperBound...]
      let name = rest.prefix { byte in
        byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
          || Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
      }
      if !name.isEmpty { names.append(String(decoding: name, as: UTF8.self)) }
    }
    return names
  }
}
