import CMicrovium
import Engine

// Values. Names and meanings are in `microvium.h`.

@_cdecl("mvm_typeOf")
func typeOf(_ vm: VMPointer, _ value: UInt16) -> mvm_TeType {
  let type = unfailing(Machine(vm)) { () throws(Fault) in try Machine(vm).type(of: Value(bits: value)) }
  return mvm_TeType(rawValue: mvm_TeType.RawValue(type.rawValue))
}

@_cdecl("mvm_toStringUtf8")
func toStringUtf8(
  _ vm: VMPointer, _ value: UInt16, _ size: UnsafeMutablePointer<Int>?
) -> UnsafePointer<CChar>? {
  let text = unfailing(Machine(vm)) { () throws(Fault) in
    try Machine(vm).terminatedText(of: Value(bits: value))
  }
  size?.pointee = text.count
  return text.baseAddress?.assumingMemoryBound(to: CChar.self)
}

@_cdecl("mvm_stringSizeUtf8")
func stringSizeUtf8(_ vm: VMPointer, _ value: UInt16) -> Int {
  unfailing(Machine(vm)) { () throws(Fault) in
    try Machine(vm).withText(of: Value(bits: value)) { $0.count }
  }
}

@_cdecl("mvm_toBool")
func toBool(_ vm: VMPointer, _ value: UInt16) -> Bool { Machine(vm).isTruthy(Value(bits: value)) }

@_cdecl("mvm_toInt32")
func toInt32(_ vm: VMPointer, _ value: UInt16) -> Int32 { Machine(vm).int32(Value(bits: value)) }

@_cdecl("mvm_toFloat64")
func toFloat64(_ vm: VMPointer, _ value: UInt16) -> Double { Machine(vm).double(Value(bits: value)) }

@_cdecl("mvm_isNaN")
func isNaN(_ value: UInt16) -> Bool { Value(bits: value) == .nan }

@_cdecl("mvm_equal")
func equal(_ vm: VMPointer, _ a: UInt16, _ b: UInt16) -> Bool {
  Machine(vm).areEqual(Value(bits: a), Value(bits: b))
}

@_cdecl("mvm_newBoolean")
func newBoolean(_ condition: Bool) -> UInt16 { Value(condition).bits }

@_cdecl("mvm_newInt32")
func newInt32(_ vm: VMPointer, _ integer: Int32) -> UInt16 {
  unfailing(Machine(vm)) { () throws(Fault) in try Machine(vm).newInteger(integer) }.bits
}

@_cdecl("mvm_newNumber")
func newNumber(_ vm: VMPointer, _ number: Double) -> UInt16 {
  unfailing(Machine(vm)) { () throws(Fault) in try Machine(vm).newNumber(number) }.bits
}

@_cdecl("mvm_newString")
func newString(_ vm: VMPointer, _ bytes: UnsafeRawPointer?, _ size: Int) -> UInt16 {
  unfailing(Machine(vm)) { () throws(Fault) in
    try Machine(vm).newString(UnsafeRawBufferPointer(start: bytes, count: size))
  }.bits
}

@_cdecl("mvm_uint8ArrayFromBytes")
func uint8ArrayFromBytes(_ vm: VMPointer, _ bytes: UnsafeRawPointer?, _ size: Int) -> UInt16 {
  unfailing(Machine(vm)) { () throws(Fault) in
    try Machine(vm).newBuffer(UnsafeRawBufferPointer(start: bytes, count: size))
  }.bits
}

@_cdecl("mvm_uint8ArrayToBytes")
func uint8ArrayToBytes(
  _ vm: VMPointer, _ value: UInt16, _ data: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>,
  _ size: UnsafeMutablePointer<Int>
) -> mvm_TeError {
  reporting(Machine(vm)) { () throws(Fault) in
    let bytes = try Machine(vm).bytes(ofBuffer: Value(bits: value))
    data.pointee = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    size.pointee = bytes.count
  }
}
