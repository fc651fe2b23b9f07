private import CEnginePort

#if !hasFeature(Embedded)
  /// What the engine makes of numbers and their texts, for other machines with the same behaviour.
  package enum NumberConversion {
    /// The number that a text says, or NaN.
    package static func number(of text: [UInt8], _ conformance: Configuration.Conformance) -> Double {
      // The parsers stop at the zero that ends every string of the engine's.
      (text + [0]).withUnsafeBufferPointer { bytes in
        switch conformance {
        case .reference: Machine.referenceNumber(bytes.baseAddress.unsafelyUnwrapped, text.count).double
        case .ecmascript:
          Machine.ecmascriptNumber(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).dropLast()))
            .double
        }
      }
    }

    /// The text of a number.
    package static func text(of number: Double, _ conformance: Configuration.Conformance) -> [UInt8] {
      guard number.isFinite else {
        return Array((number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity").utf8)
      }
      if number == 0 { return [0x30] }
      return [UInt8](unsafeUninitializedCapacity: NumberText.capacity) { buffer, count in
        let start = TextBuffer(buffer.baseAddress.unsafelyUnwrapped)
        if let integer = Int32(exactly: number) {
          count = NumberText.write(integer, to: start)
        } else {
          count =
            conformance == .reference
            ? NumberText.writeReference(number, to: start) : NumberText.writeECMAScript(number, to: start)
        }
      }
    }

    /// `base ** exponent`.
    package static func power(_ base: Double, _ exponent: Double) -> Double {
      // C says 1 for 1 and −1, ECMAScript NaN.
      let power = pow(base, exponent)
      return exponent.isFinite || power != 1 ? power : .nan
    }

    /// What bit operators make of a number.
    package static func int32(_ number: Double, _ conformance: Configuration.Conformance) -> Int32 {
      if let integer = Machine.truncated(number) { return integer }
      if number.isNaN { return 0 }
      return conformance == .reference ? .min : Machine.wrapped(number)
    }
  }

  extension Fault {
    /// An error number of section 1.4 of the specification after which the machine cannot be used any more.
    package static func fatal(_ code: Int32) -> Fault { Fault(code, fatal: true) }
  }
#endif
