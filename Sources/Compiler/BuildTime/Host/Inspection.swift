import HostInterface
import Interpreter

extension BuildMachine {
  var consoleMembers: [HostMember] {
    func printing(to stream: ConsoleStream) -> GuestValue {
      function { machine, call in
        let texts = call.arguments.map { value in
          if case .string(let text) = value { text } else { machine.inspect(value) }
        }
        machine.options.write(stream, texts.joined(separator: " "))
        return .undefined
      }
    }
    return [
      ("log", printing(to: .output)), ("info", printing(to: .output)), ("warn", printing(to: .error)),
      ("error", printing(to: .error)),
    ]
  }

  /// A value as `console.log` shows it, on one line.
  func inspect(_ value: GuestValue) -> String { inspect(value, path: []) }

  /// How deep objects in one another are shown.
  private static var inspectionDepth: Int { 3 }
  /// How many items of an array are shown.
  private static var inspectedItems: Int { 100 }

  private func inspect(_ value: GuestValue, path: [GuestReference]) -> String {
    switch value {
    case .undefined, .null, .boolean: return (try? interpreter.text(of: value)) ?? ""
    case .number(let number):
      return number == 0 && number.sign == .minus ? "-0" : (try? interpreter.text(of: value)) ?? ""
    case .string(let text):
      let quote = !text.contains("'") ? "'" : !text.contains("\"") ? "\"" : "`"
      return quote + text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n") + quote
    case .bytes(let bytes):
      return "Uint8Array(\(bytes.count)) [" + bytes.map { " \($0)" }.joined(separator: ",")
        + (bytes.isEmpty ? "]" : " ]")
    case .reference(let reference):
      if path.contains(where: { $0.isSame(as: reference) }) { return "[Circular]" }
      switch reference.kind {
      case .function: return "[Function]"
      case .class: return "[class]"
      case .array: return inspectArray(reference, path)
      case .object: return inspectObject(reference, path)
      }
    }
  }

  private func inspectArray(_ array: GuestReference, _ path: [GuestReference]) -> String {
    let items = interpreter.items(of: array)
    if path.count >= Self.inspectionDepth { return "[Array]" }
    var texts = items.prefix(Self.inspectedItems).map { inspect($0, path: path + [array]) }
    if items.count > texts.count { texts.append("... \(items.count - texts.count) more items") }
    return texts.isEmpty ? "[]" : "[ \(texts.joined(separator: ", ")) ]"
  }

  private func inspectObject(_ object: GuestReference, _ path: [GuestReference]) -> String {
    if path.count >= Self.inspectionDepth { return "[Object]" }
    let texts = interpreter.propertyNames(of: object).map { name in
      let isPlain =
        name.first.map { $0.isLetter || $0 == "_" || $0 == "$" } ?? false
        && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
      let value = (try? interpreter.property(name, of: object)) ?? .undefined
      return "\(isPlain || Int(name) != nil ? name : "'\(name)'"): \(inspect(value, path: path + [object]))"
    }
    return texts.isEmpty ? "{}" : "{ \(texts.joined(separator: ", ")) }"
  }
}
