/// The bytes of a snapshot to be changed, with size and CRC put right afterwards.
public struct PatchedImage: Sendable {
  /// The bytes as they are, with the old size and CRC.
  public var bytes: [UInt8]

  /// Starts with the valid or invalid snapshot `bytes`.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The word at `offset`; 0 for what is beyond the end.
  public func word(at offset: Int) -> Int {
    guard offset + 1 < bytes.count else { return 0 }
    return Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
  }

  /// Replaces the word at `offset`.
  public mutating func put(word: Int, at offset: Int) {
    bytes[offset] = UInt8(truncatingIfNeeded: word)
    bytes[offset + 1] = UInt8(truncatingIfNeeded: word >> 8)
  }

  /// Replaces the bytes from `offset` on.
  public mutating func put(_ new: [UInt8], at offset: Int) {
    bytes.replaceSubrange(offset..<offset + new.count, with: new)
  }

  /// The bytes with the size and the CRC that belong to them, unless there is no header to hold these.
  public var repaired: [UInt8] {
    guard bytes.count >= 8 else { return bytes }
    var image = self
    image.put(word: bytes.count, at: 4)
    image.put(word: Int(Self.checksum(of: bytes[8...])), at: 6)
    return image.bytes
  }

  /// The CRC of section 1.2 of the snapshot format, bit by bit as it is defined there.
  public static func checksum(of bytes: some Sequence<UInt8>) -> UInt16 {
    var crc: UInt16 = 0xFFFF
    for byte in bytes {
      crc ^= UInt16(byte) << 8
      for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
    }
    return crc
  }
}
