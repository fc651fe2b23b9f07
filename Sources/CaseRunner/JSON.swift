import Foundation

/// A JSON value whose objects keep the order of their members, which the printed trace needs.
public enum JSON: Equatable, Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A member of an object.
  public struct Member: Equatable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: JSON

    /// A member.
    public init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// An object.
  public static func object(_ name: String, _ value: JSON, _ others: (String, JSON)...) -> JSON {
    .object([Member(name, value)] + others.map { Member($0.0, $0.1) })
  }

  /// A number that is an integer.
  public static func integer(_ integer: some BinaryInteger) -> JSON { .number(Double(integer)) }

  /// The member with a name, if this is an object that has it.
  public subscript(_ name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The items, if this is an array.
  public var items: [JSON]? {
    guard case .array(let items) = self else { return nil }
    return items
  }

  /// The number, if this is one.
  public var number: Double? {
    guard case .number(let number) = self else { return nil }
    return number
  }

  /// Whether two values are the same apart from the order of members.
  public func matches(_ other: JSON) -> Bool { sorted == other.sorted }

  private var sorted: JSON {
    switch self {
    case .object(let members):
      .object(members.map { Member($0.name, $0.value.sorted) }.sorted { $0.name < $1.name })
    case .array(let items): .array(items.map(\.sorted))
    default: self
    }
  }
}

extension JSON: Decodable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Decodes any value.
  ///
  /// The order of members is lost on the way, so they are sorted.
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Name.self) {
      let names = container.allKeys.sorted { $0.stringValue < $1.stringValue }
      self = .object(try names.map { Member($0.stringValue, try container.decode(JSON.self, forKey: $0)) })
    } else if var container = try? decoder.unkeyedContainer() {
      var items: [JSON] = []
      while !container.isAtEnd { items.append(try container.decode(JSON.self)) }
      self = .array(items)
    } else {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let boolean = try? container.decode(Bool.self) {
        self = .boolean(boolean)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .string(try container.decode(String.self))
      }
    }
  }

  /// Parses a text.
  public init(parsing data: Data) throws { self = try JSONDecoder().decode(JSON.self, from: data) }
}

extension JSON: CustomStringConvertible {
  /// The value on one line.
  public var description: String {
    switch self {
    case .null: "null"
    case .boolean(let boolean): boolean ? "true" : "false"
    case .number(let number): Self.text(number)
    case .string(let string): Self.quoted(string)
    case .array(let items): "[" + items.map(\.description).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { "\(Self.quoted($0.name)):\($0.value)" }.joined(separator: ",") + "}"
    }
  }

  private static func text(_ number: Double) -> String {
    if let integer = Int64(exactly: number), integer.magnitude < 100_000_000_000_000_000 {
      return String(integer)
    }
    return number.description
  }

  private static func quoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
