/// Text and numbers as Graphviz's attributes have them.
enum GraphText {
  /// Where the lines of a label stand in its node.
  enum Alignment: String {
    case left = "\\l"
    case center = "\\n"
  }

  /// A label of several lines.
  static func label(_ lines: [String], _ alignment: Alignment) -> String {
    // A line that is not centered says so at its end, the last one too.
    lines.map(escaped).joined(separator: alignment.rawValue) + (alignment == .left ? alignment.rawValue : "")
  }

  /// The width of a node, in inches, for `count` characters in the font of the drawing.
  static func width(ofCharacters count: Int) -> String {
    // A character of 10 points is 6.02 points wide, and a margin of 0.09 inches is at both sides.
    let hundredths = (count * 602 + 71) / 72 + 18
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }

  /// `text` as Graphviz and XML take it for what it is.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\\": escaped += "\\\\"
      // Graphviz replaces what looks like an entity, and then passes on to XML what still looks like one. A space
      // of no width behind the ampersand prevents both, and looks right everywhere.
      case "&" where rest.beginsLikeEntity: escaped += "&\u{200B}"
      // XML has no way to write these.
      case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension Substring.UnicodeScalarView {
  /// True iff this could be the rest of an XML entity behind its ampersand.
  fileprivate var beginsLikeEntity: Bool {
    let name = prefix {
      $0.isASCII && ($0 == "#" || $0.properties.isAlphabetic || $0.properties.numericType != nil)
    }
    return !name.isEmpty && dropFirst(name.count).first == ";"
  }
}
