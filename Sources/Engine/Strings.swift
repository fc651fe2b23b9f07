private import CEnginePort

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
    if kind.rawValue >= Kind.undefined.rawValue {
      return Word.text(Int(kind.rawValue &- Kind.undefined.rawValue))
    }
    let body = body(value)
    return Text(start: body, count: max(body.byteCount - 1, 0))
  }

  /// The text of any value (specification, section 4.3).
  ///
  /// Texts of numbers are written to `buffer`.
  ///
  /// - Throws: ``Fault/unexpected`` for *deleted*.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func text(_ value: Value, _ buffer: TextBuffer) throws(Failure) -> Text {
    let kind = kind(value)
    if kind.rawValue > Kind.smallInteger.rawValue || kind.isString {
      guard kind != .deleted else { try fail(Fault(1, fatal: true)) }
      return stringBytes(value, kind)
    }
    switch kind {
    case .smallInteger, .int32, .float64: return numberText(number(value), buffer)
    case .object, .array, .fixedArray, .uint8Array: return Word.text(Word.object)
    case .function, .closure, .hostFunction, .class: return Word.text(Word.function)
    default: try fail(Fault(1, fatal: true))
    }
  }

  private func numberText(_ number: Number, _ buffer: TextBuffer) -> Text {
    // What the C library writes for an integer is the same, and its code is there anyway.
    if !Machine.favorsSize && number.isInteger {
      return Text(start: buffer, count: NumberText.write(number.integer, to: buffer))
    }
    let double = number.double
    if double.exponentBitPattern == 0x7FF {
      return Word.text(double.sign == .minus ? Word.negativeInfinity : Word.infinity)
    }
    #if !hasFeature(Embedded)
      if !isReference { return Text(start: buffer, count: NumberText.writeECMAScript(double, to: buffer)) }
    #endif
    return Text(start: buffer, count: NumberText.writeReference(double, to: buffer))
  }

  /// Concatenates the texts of the two values on top of the stack.
  ///
  /// - Throws: ``Fault/allocationTooLarge`` above 4094 bytes.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func concatenate() throws(Failure) -> Value {
    let sp = registers.pointee.sp
    // Room for two numbers, outside of the heap: the allocation may move everything in it.
    var (left, right) = (Scratch(), Scratch())
    return try concatenate(sp, &left, &right)
  }

  private func concatenate(
    _ sp: UnsafeMutablePointer<Value>, _ leftBuffer: TextBuffer, _ rightBuffer: TextBuffer
  ) throws(Failure) -> Value {
    let leftCount = try text(sp[-2], leftBuffer).count
    let rightCount = try text(sp[-1], rightBuffer).count
    let result = try allocate(.string, leftCount + rightCount + 1)
    let body = heap + Int(result.bits)
    // The texts may have moved with the heap.
    memcpy(body, try text(sp[-2], leftBuffer).start, leftCount)
    memcpy(body + leftCount, try text(sp[-1], rightBuffer).start, rightCount)
    body[byte: leftCount + rightCount] = 0
    return result
  }

  /// The name that `typeof` gives a value.
  func typeName(_ value: Value) throws(Failure) -> Text {
    Word.text(Word.types + Int(try type(of: value).rawValue))
  }
}

/// Memory on the native stack for the text of one number.
struct Scratch {
  private var words: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
}
