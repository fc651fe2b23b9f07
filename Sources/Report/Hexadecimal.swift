extension Int {
  /// The number in hexadecimal, with zeros in front up to `digits`.
  func hexadecimal(digits: Int) -> String {
    let text = String(self, radix: 16)
    return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
  }

  /// A file offset as the reports write it: `0x01a4`.
  var hexOffset: String { "0x" + hexadecimal(digits: 4) }
}

extension Sequence<UInt8> {
  /// The bytes as a dump shows them: `6E 00`.
  var hexDump: String { map { Int($0).hexadecimal(digits: 2).uppercased() }.joined(separator: " ") }
}
