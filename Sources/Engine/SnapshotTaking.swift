private import CEnginePort

extension Machine {
  /// Size of a snapshot of the current state, in bytes (specification, section 10).
  public var snapshotSize: Int { start(.heap) + Int(state.pointee.heapUsed) }

  /// Writes a snapshot of the current state: the constant part, the globals, and the heap with its garbage.
  ///
  /// Calls that are active, jobs and handles are not part of it.
  ///
  /// - Parameter buffer: ``snapshotSize`` bytes.
  /// - Throws: ``Fault/snapshotTooLarge`` above 65535 bytes.
  public func writeSnapshot(to buffer: UnsafeMutableRawBufferPointer) throws(Fault) {
    let size = snapshotSize
    guard size <= 65535 else { throw .snapshotTooLarge }
    guard let bytes = buffer.baseAddress, buffer.count >= size else { throw .outOfHostMemory }
    memcpy(bytes, image, start(.globals))
    memcpy(bytes + start(.globals), globals, globalCount * 2)
    memcpy(bytes + start(.heap), heap, Int(state.pointee.heapUsed))
    bytes[word: Header.imageSize] = UInt16(truncatingIfNeeded: size)
    let crc = Checksum.crc16(bytes + Header.featureFlags, count: size - Header.featureFlags)
    bytes[word: Header.crc] = crc
  }
}
