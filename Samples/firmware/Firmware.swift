// A host without an operating system: runs the guest program in main.js on a micro:bit, with a serial console. A fault
// in a host function ends the call that led to it, so that host functions need not look for any.
import Engine

/// Import 1: writes its arguments to the console.
private let printArguments: HostFunction = { address, _, _, arguments, count in
  let machine = Machine(address: address)
  for index in 0..<Int(count) {
    if index > 0 { console_write(0x20) }
    machine.withText(of: Value(bits: arguments[index])) { text in
      for byte in text { console_write(byte) }
    }
  }
  console_write(0x0A)
  return 0
}

/// Import 2: an asynchronous operation, which `firmware_main` completes later.
nonisolated(unsafe) private var pending = HandleNode()
private let startOperation: HostFunction = { address, _, result, _, _ in
  let machine = Machine(address: address)
  var promise = Value.undefined
  let callback = machine.startAsync(result: &promise)
  result.pointee = promise.bits
  withUnsafeMutablePointer(to: &pending) { node in
    node.pointee.value = callback.bits
    machine.register(node)
  }
  return 0
}

@_cdecl("firmware_main")
func firmwareMain() -> Int32 {
  var configuration = Configuration()
  configuration.conformance = .reference
  configuration.isChecked = false
  configuration.heapLimit = 2048
  configuration.stackSize = 512
  do throws(Fault) {
    let image = UnsafeRawBufferPointer(start: snapshot_start(), count: Int(snapshot_size))
    let machine = try Machine.restore(image, configuration, context: nil) { id, function in
      function.pointee = id == 1 ? printArguments : startOperation
      return 0
    }
    try run(machine)
    machine.destroy()
    return 0
  } catch {
    return error.code
  }
}

private func run(_ machine: Machine) throws(Fault) {
  printCoreSize()
  var result = Value.undefined
  try machine.call(try machine.export(1), UnsafeBufferPointer(start: nil, count: 0), result: &result)
  machine.collect(squeeze: true)
  var arguments = (Value.true.bits, machine.newInteger(42).bits)
  let callback = Value(bits: pending.value)
  let fault = withUnsafeBytes(of: &arguments) { bytes -> Fault? in
    do throws(Fault) {
      try machine.call(callback, bytes.bindMemory(to: UInt16.self), result: &result)
      return nil
    } catch {
      return error
    }
  }
  if let fault { throw fault }
  try showFault(machine)
  try withUnsafeMutablePointer(to: &pending) { (node) throws(Fault) in try machine.unregister(node) }
}

/// Calls what faults, writes the error number, and shows that the machine goes on.
private func showFault(_ machine: Machine) throws(Fault) {
  var result = Value.undefined
  var argument = machine.newInteger(5).bits
  let faulty = try machine.export(2)
  let fault = withUnsafeBytes(of: &argument) { bytes -> Fault? in
    do throws(Fault) {
      try machine.call(faulty, bytes.bindMemory(to: UInt16.self), result: &result)
      return nil
    } catch {
      return error
    }
  }
  for byte in "error: ".utf8 { console_write(byte) }
  writeTwoDigits(Int(fault?.code ?? 0))
  try machine.call(try machine.export(3), UnsafeBufferPointer(start: nil, count: 0), result: &result)
}

/// Writes a number below 100, and ends the line.
private func writeTwoDigits(_ number: Int) {
  console_write(UInt8(number / 10 % 10) + 0x30)
  console_write(UInt8(number % 10) + 0x30)
  console_write(0x0A)
}

/// Writes how many bytes an idle machine takes, two digits.
private func printCoreSize() {
  for byte in "idle: ".utf8 { console_write(byte) }
  writeTwoDigits(Machine.coreSize)
}
