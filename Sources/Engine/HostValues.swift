private import CEnginePort

// What a host can do with values (specification, section 1.2).

extension Machine {
  /// The value of an export; code literals and exports never change.
  ///
  /// - Throws: ``Fault/unresolvedExport``.
  public func export(_ id: UInt16) throws(Fault) -> Value {
    for index in 0..<exportCount where exportID(index) == id {
      return Value(bits: image.word(start(.exports) + 4 * index + 2))
    }
    throw .unresolvedExport
  }

  /// Number of exports.
  public var exportCount: Int { size(.exports) &>> 2 }

  /// The id of the export at an index of the export table.
  public func exportID(_ index: Int) -> UInt16 { image.word(start(.exports) + 4 * index) }

  /// Text of a value, converted as `+` with a string does.
  ///
  /// - Parameter use: Gets the UTF-8 bytes, which are valid until it returns, or something is allocated.
  public func withText<Result>(
    of value: Value, _ use: (UnsafeRawBufferPointer) -> Result
  ) throws(Failure) -> Result {
    var scratch = Scratch()
    return try withUnsafeMutableBytes(of: &scratch) { (buffer) throws(Failure) -> Result in
      use(try text(value, buffer.baseAddress.unsafelyUnwrapped).bytes)
    }
  }

  /// The value converted to a string, in memory that ends with a zero and is valid until the next collection.
  ///
  /// Allocates if the value is not a string.
  public func terminatedText(of value: Value) throws(Failure) -> UnsafeRawBufferPointer {
    let kind = kind(value)
    if kind.isString { return stringBytes(value, kind).bytes }
    var scratch = Scratch()
    let string = try withUnsafeMutableBytes(of: &scratch) { (buffer) throws(Failure) -> Value in
      try newString(try text(value, buffer.baseAddress.unsafelyUnwrapped))
    }
    return stringBytes(string, .string).bytes
  }

  /// The bytes of a `Uint8Array`, which the host may change.
  ///
  /// They are valid until the next collection.
  ///
  /// - Throws: ``Fault/typeError`` for anything else, and for a constant of the snapshot.
  public func bytes(ofBuffer value: Value) throws(Failure) -> UnsafeMutableRawBufferPointer {
    guard kind(value) == .uint8Array, isWritable(value) else { try fail(.typeError) }
    let body = body(value)
    return UnsafeMutableRawBufferPointer(start: body, count: body.byteCount)
  }

  /// Lets the host read the bytes of a `Uint8Array`, which may also be a constant of the snapshot.
  public func withBytes<Result>(
    ofBuffer value: Value, _ use: (UnsafeRawBufferPointer) -> Result
  ) throws(Failure) -> Result {
    guard kind(value) == .uint8Array else { try fail(.typeError) }
    let body = body(value)
    return use(UnsafeRawBufferPointer(start: body, count: body.byteCount))
  }

  /// A `Uint8Array` with a copy of `bytes`, at most 4095.
  public func newBuffer(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> Value {
    let value = try newBuffer(count: bytes.count)
    if let base = bytes.baseAddress { memcpy(body(value), base, bytes.count) }
    return value
  }
}
