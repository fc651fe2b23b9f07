/// CRC-16/CCITT-FALSE, the checksum of snapshots: polynomial 0x1021, initial value 0xFFFF, most significant
/// bit first (format specification, section 1.2).
enum Checksum {
  /// The checksum of `count` bytes.
  static func crc16(_ bytes: UnsafeRawPointer, count: Int) -> UInt16 {
    var crc: UInt16 = 0xFFFF
    for index in 0..<count {
      // One byte at a time without a table: this form is as short as the loop over bits, and faster.
      var x = (crc &>> 8) ^ UInt16((bytes + index).load(as: UInt8.self))
      x ^= x &>> 4
      crc = (crc &<< 8) ^ (x &<< 12) ^ (x &<< 5) ^ x
    }
    return crc
  }
}
