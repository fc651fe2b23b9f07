/// CRC-16/CCITT-FALSE: polynomial 0x1021, initially 0xFFFF, not reflected (snapshot format, section 1.2).
enum CRC16 {
  private static let table: [UInt16] = (0..<256).map { byte in
    (0..<8).reduce(UInt16(byte) << 8) { crc, _ in crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
  }

  /// The checksum of `bytes`.
  static func checksum(of bytes: some Sequence<UInt8>) -> UInt16 {
    bytes.reduce(0xFFFF) { crc, byte in crc << 8 ^ table[Int(crc >> 8 ^ UInt16(byte))] }
  }
}
