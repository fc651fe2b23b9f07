import Foundation

/// The part of JSON Schema that `docs/stats.schema.json` uses.
///
/// Stricter in one point: a property that the schema does not describe is a violation.
struct JSONSchema {
  private let root: [String: Any]

  /// The keywords that are checked; any other in a schema is reported, so that no rule is skipped silently.
  private static let keywords: Set = [
    "$schema", "title", "description", "$defs", "$ref", "type", "required", "properties", "items", "const",
    "enum", "minimum",
  ]

  /// Reads a schema.
  init(_ data: Data) throws {
    root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// What is wrong with the JSON text `data`.
  func violations(in data: Data) throws -> [String] {
    violations(try JSONSerialization.jsonObject(with: data), root, path: "$")
  }

  /// The names of all properties that the schema describes.
  var propertyNames: Set<String> {
    func names(_ value: Any) -> Set<String> {
      guard let object = value as? [String: Any] else { return [] }
      let own = (object["properties"] as? [String: Any]).map { Set($0.keys) } ?? []
      return object.values.reduce(own) { $0.union(names($1)) }
    }
    return names(root)
  }

  private func violations(_ value: Any, _ schema: [String: Any], path: String) -> [String] {
    var found = schema.keys.filter { !Self.keywords.contains($0) }.map { "\(path): unknown keyword \($0)" }
    if let reference = schema["$ref"] as? String {
      let name = reference.split(separator: "/").last.map(String.init) ?? ""
      guard let target = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else {
        return found + ["\(path): no definition \(reference)"]
      }
      found += violations(value, target, path: path)
    }
    let types = schema["type"] as? [String] ?? (schema["type"] as? String).map { [$0] }
    if let types, !types.contains(where: { isInstance(value, of: $0) }) {
      found.append("\(path): not \(types)")
    }
    if let constant = schema["const"], !isEqual(value, constant) { found.append("\(path): not \(constant)") }
    if let allowed = schema["enum"] as? [Any], !allowed.contains(where: { isEqual(value, $0) }) {
      found.append("\(path): \(value) is not in the enumeration")
    }
    if let minimum = schema["minimum"] as? Int, let number = value as? Int, number < minimum {
      found.append("\(path): less than \(minimum)")
    }
    if let object = value as? [String: Any], schema["$ref"] == nil {
      found += violations(in: object, schema, path: path)
    }
    if let items = schema["items"] as? [String: Any], let array = value as? [Any] {
      for (index, item) in array.enumerated() { found += violations(item, items, path: "\(path)[\(index)]") }
    }
    return found
  }

  private func violations(in object: [String: Any], _ schema: [String: Any], path: String) -> [String] {
    let properties = schema["properties"] as? [String: Any] ?? [:]
    let required = schema["required"] as? [String] ?? []
    var found = required.filter { object[$0] == nil }.map { "\(path): no \($0)" }
    for (key, value) in object.sorted(by: { $0.key < $1.key }) {
      if let property = properties[key] as? [String: Any] {
        found += violations(value, property, path: "\(path).\(key)")
      } else {
        found.append("\(path): unexpected \(key)")
      }
    }
    return found
  }

  private func isEqual(_ left: Any, _ right: Any) -> Bool { "\(left)" == "\(right)" }

  private func isInstance(_ value: Any, of type: String) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "number": value is NSNumber
    case "integer": (value as? NSNumber).map { $0.doubleValue.rounded() == $0.doubleValue } ?? false
    case "null": value is NSNull
    default: false
    }
  }
}
