import CMicrovium
import Engine

// Gas and breakpoints. Names and meanings are in `microvium.h`.

@_cdecl("mvm_getCurrentAddress")
func currentAddress(_ vm: VMPointer) -> UInt16 { Machine(vm).currentAddress }

@_cdecl("mvm_stopAfterNInstructions")
func stopAfterNInstructions(_ vm: VMPointer, _ count: Int32) { Machine(vm).setGas(count) }

@_cdecl("mvm_getInstructionCountRemaining")
func instructionCountRemaining(_ vm: VMPointer) -> Int32 { Machine(vm).gas }

@_cdecl("mvm_dbg_setBreakpoint")
func setBreakpoint(_ vm: VMPointer, _ address: CInt) {
  let breakpoints = Breakpoints.of(Machine(vm))
  if address < 0 { breakpoints.matchesAll = true } else { breakpoints.addresses.insert(address) }
  breakpoints.update(Machine(vm))
}

@_cdecl("mvm_dbg_removeBreakpoint")
func removeBreakpoint(_ vm: VMPointer, _ address: UInt16) {
  let breakpoints = Breakpoints.of(Machine(vm))
  // The address for every instruction, as 16 bits.
  if address == 0xFFFF { breakpoints.matchesAll = false }
  breakpoints.addresses.remove(CInt(address))
  breakpoints.update(Machine(vm))
}

@_cdecl("mvm_dbg_setBreakpointCallback")
func setBreakpointCallback(_ vm: VMPointer, _ callback: mvm_TfBreakpointCallback?) {
  let breakpoints = Breakpoints.of(Machine(vm))
  breakpoints.callback = callback
  breakpoints.update(Machine(vm))
}

/// The breakpoints of a machine.
final class Breakpoints {
  var addresses: Set<CInt> = []
  var matchesAll = false
  var callback: mvm_TfBreakpointCallback?

  /// The machine's breakpoints, which it keeps until it is freed.
  static func of(_ machine: Machine) -> Breakpoints {
    if let context = machine.tracerContext {
      return Unmanaged<Breakpoints>.fromOpaque(context).takeUnretainedValue()
    }
    let breakpoints = Breakpoints()
    machine.tracerContext = Unmanaged.passRetained(breakpoints).toOpaque()
    return breakpoints
  }

  static func forget(_ machine: Machine) {
    guard let context = machine.tracerContext else { return }
    Unmanaged<Breakpoints>.fromOpaque(context).release()
    machine.tracerContext = nil
  }

  /// Slows the machine down only while there is something to stop at.
  func update(_ machine: Machine) {
    guard callback != nil && (matchesAll || !addresses.isEmpty) else { return machine.setTracer(nil) }
    machine.setTracer { address, offset in
      let machine = Machine(address: address)
      let breakpoints = Breakpoints.of(machine)
      guard breakpoints.matchesAll || breakpoints.addresses.contains(CInt(offset)) else { return }
      breakpoints.callback?(machine.pointer, offset)
    }
  }
}
