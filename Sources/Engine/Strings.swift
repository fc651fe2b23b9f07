private import CEnginePort

/// The UTF-8 bytes of a value's text.
///
/// They are in the heap, in the snapshot, among the engine's constants or in the buffer that the caller gave, so
/// they are valid until something is allocated.
typealias Text = UnsafeRawBufferPointer

extension Text {
  init(_ constant: StaticString) {
    self.init(start: constant.utf8Start, count: constant.utf8CodeUnitCount)
  }
}

extension Machine {
  /// The bytes of a string.
  ///
  /// - Precondition: `value` is a string.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func stringBytes(_ value: Value, _ kind: Kind) -> Text {
    switch kind {
    case .lengthName: return Text("length")
    case .protoName: return Text("__proto__")
    default:
      let body = body(value)
      return Text(start: body, count: max(body.byteCount - 1, 0))
    }
  }

  /// The text of any value (specification, section 4.3).
  ///
  /// Texts of numbers are written to `buffer`.
  ///
  /// - Throws: ``Fault/unexpected`` for *deleted*.
  func text(_ value: Value, _ buffer: TextBuffer) throws(Failure) -> Text {
    let kind = kind(value)
    switch kind {
    case .string, .internedString, .lengthName, .protoName: return stringBytes(value, kind)
    case .smallInteger: return written(NumberText.write(value.smallInteger, to: buffer), buffer)
    case .int32:
      return written(NumberText.write(body(value).int32, to: buffer), buffer)
    case .float64: return floatText(body(value).double, buffer)
    case .negativeZero: return Text("0")
    case .nan: return Text("NaN")
    case .undefined: return Text("undefined")
    case .null: return Text("null")
    case .true: return Text("true")
    case .false: return Text("false")
    case .object, .array, .fixedArray, .uint8Array: return Text("[Object]")
    case .function, .closure, .hostFunction, .class, .noOpFunction: return Text("[Function]")
    case .deleted, .tombstone, .symbol, .virtual, .reserved: try fail(Fault(1, fatal: true))
    }
  }

  private func written(_ length: Int, _ buffer: TextBuffer) -> Text { Text(rebasing: buffer[..<length]) }

  private func floatText(_ number: Double, _ buffer: TextBuffer) -> Text {
    if number == .infinity { return Text("Infinity") }
    if number == -.infinity { return Text("-Infinity") }
    #if !hasFeature(Embedded)
      if !isReference { return written(NumberText.writeECMAScript(number, to: buffer), buffer) }
    #endif
    return written(NumberText.writeReference(number, to: buffer), buffer)
  }

  /// Concatenates the texts of the two values on top of the stack.
  ///
  /// - Throws: ``Fault/allocationTooLarge`` above 4094 bytes.
  func concatenate() throws(Failure) -> Value {
    let sp = registers.pointee.sp
    // Room for two numbers, outside of the heap: the allocation may move everything in it.
    var storage: (Scratch, Scratch) = (Scratch(), Scratch())
    return try withUnsafeMutableBytes(of: &storage) { (scratch) throws(Failure) -> Value in
      let half = MemoryLayout<Scratch>.size
      let leftBuffer = TextBuffer(rebasing: scratch[..<half])
      let rightBuffer = TextBuffer(rebasing: scratch[half...])
      let leftCount = try text(sp[-2], leftBuffer).count
      let rightCount = try text(sp[-1], rightBuffer).count
      let result = try allocate(.string, leftCount + rightCount + 1)
      // The texts may have moved with the heap.
      let left = try text(sp[-2], leftBuffer)
      let right = try text(sp[-1], rightBuffer)
      let body = heap + Int(result.bits)
      if let bytes = left.baseAddress { memcpy(body, bytes, leftCount) }
      if let bytes = right.baseAddress { memcpy(body + leftCount, bytes, rightCount) }
      body[byte: leftCount + rightCount] = 0
      return result
    }
  }

  /// The name that `typeof` gives a value.
  @inline(never)
  func typeName(_ value: Value) throws(Failure) -> Text {
    switch try type(of: value) {
    case .undefined: Text("undefined")
    case .boolean: Text("boolean")
    case .number: Text("number")
    case .string: Text("string")
    case .function, .class: Text("function")
    case .symbol: Text("symbol")
    case .bigInt: Text("bigint")
    case .null, .object, .array, .uint8Array: Text("object")
    }
  }
}

/// Memory on the native stack for the text of one number.
struct Scratch {
  private var words: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
}
