import CEnginePort
import CMicrovium
import Engine

// Machines, calls and exports. Names and meanings are in `microvium.h`.

@_cdecl("mvm_restore")
func restore(
  _ result: UnsafeMutablePointer<VMPointer?>, _ snapshot: UnsafeRawPointer?, _ size: Int,
  _ context: UnsafeMutableRawPointer?, _ resolve: mvm_TfResolveImport
) -> mvm_TeError {
  let settings = mvm_getConfiguration()
  var configuration = Configuration()
  configuration.conformance = settings.ecmascript ? .ecmascript : .reference
  configuration.heapLimit = settings.heapLimit
  configuration.stackSize = settings.stackSize
  configuration.isChecked = !settings.trustSnapshot
  do throws(Fault) {
    let machine = try Machine.restore(
      UnsafeRawBufferPointer(start: snapshot, count: size), configuration, context: context
    ) { id, function in
      var found: mvm_TfHostFunction?
      let error = resolve(id, context, &found)
      // The two types have the same layout and calling convention.
      function = unsafeBitCast(found, to: HostFunction?.self)
      return Int32(bitPattern: error.rawValue)
    }
    result.pointee = machine.pointer
    return .success
  } catch {
    if error.isFatal {
      mvm_fatalError(nil, mvm_TeError(number: error.code))
    }
    return mvm_TeError(number: error.code)
  }
}

@_cdecl("mvm_free")
func free(_ vm: VMPointer) {
  Breakpoints.forget(Machine(vm))
  Machine(vm).destroy()
}

@_cdecl("mvm_getContext")
func context(_ vm: VMPointer) -> UnsafeMutableRawPointer? { Machine(vm).context }

@_cdecl("mvm_resolveExports")
func resolveExports(
  _ vm: VMPointer, _ ids: UnsafePointer<UInt16>, _ results: UnsafeMutablePointer<UInt16>, _ count: UInt8
) -> mvm_TeError {
  var error = mvm_TeError.success
  for index in 0..<Int(count) {
    do throws(Fault) {
      results[index] = try Machine(vm).export(ids[index]).bits
    } catch let fault {
      results[index] = Value.undefined.bits
      error = mvm_TeError(number: fault.code)
    }
  }
  return error
}

@_cdecl("mvm_call")
func call(
  _ vm: VMPointer, _ function: UInt16, _ result: UnsafeMutablePointer<UInt16>?,
  _ arguments: UnsafePointer<UInt16>?, _ count: UInt8
) -> mvm_TeError {
  callEx(vm, function, Value.undefined.bits, result, arguments, count)
}

@_cdecl("mvm_callEx")
func callEx(
  _ vm: VMPointer, _ function: UInt16, _ this: UInt16, _ result: UnsafeMutablePointer<UInt16>?,
  _ arguments: UnsafePointer<UInt16>?, _ count: UInt8
) -> mvm_TeError {
  guard arguments != nil || count == 0 else { return MVM_E_INVALID_ARGUMENTS }
  var value = Value.deleted
  let error = reporting(Machine(vm)) { () throws(Fault) in
    try Machine(vm).call(
      Value(bits: function), this: Value(bits: this),
      UnsafeBufferPointer(start: arguments, count: Int(count)), result: &value)
  }
  // The result stays as it was if the call has failed before it had one.
  if value != .deleted || error == .success { result?.pointee = value.bits }
  return error
}

@_cdecl("mvm_initializeHandle")
func initializeHandle(_ vm: VMPointer, _ handle: UnsafeMutablePointer<mvm_Handle>) {
  node(handle).initialize(to: HandleNode())
  Machine(vm).register(node(handle))
}

/// A handle as the engine sees it; the layout is the same.
private func node(_ handle: UnsafeMutablePointer<mvm_Handle>) -> UnsafeMutablePointer<HandleNode> {
  UnsafeMutableRawPointer(handle).assumingMemoryBound(to: HandleNode.self)
}

@_cdecl("mvm_cloneHandle")
func cloneHandle(
  _ vm: VMPointer, _ target: UnsafeMutablePointer<mvm_Handle>, _ source: UnsafePointer<mvm_Handle>
) {
  let value = source.pointee._value
  initializeHandle(vm, target)
  target.pointee._value = value
}

@_cdecl("mvm_releaseHandle")
func releaseHandle(_ vm: VMPointer, _ handle: UnsafeMutablePointer<mvm_Handle>) -> mvm_TeError {
  reporting(Machine(vm)) { () throws(Fault) in try Machine(vm).unregister(node(handle)) }
}

@_cdecl("mvm_asyncStart")
func asyncStart(_ vm: VMPointer, _ result: UnsafeMutablePointer<UInt16>) -> UInt16 {
  unfailing(Machine(vm)) { () throws(Fault) in
    var value = Value.undefined
    let callback = try Machine(vm).startAsync(result: &value)
    result.pointee = value.bits
    return callback.bits
  }
}

@_cdecl("mvm_runGC")
func runGC(_ vm: VMPointer, _ squeeze: Bool) {
  unfailing(Machine(vm)) { () throws(Fault) in try Machine(vm).collect(squeeze: squeeze) }
}

@_cdecl("mvm_createSnapshot")
func createSnapshot(_ vm: VMPointer, _ size: UnsafeMutablePointer<Int>?) -> UnsafeMutableRawPointer? {
  let machine = Machine(vm)
  let count = machine.snapshotSize
  guard let block = malloc(count) else { return nil }
  size?.pointee = count
  unfailing(machine) { () throws(Fault) in
    try machine.writeSnapshot(to: UnsafeMutableRawBufferPointer(start: block, count: count))
  }
  return block
}

@_cdecl("mvm_getMemoryStats")
func memoryStatistics(_ vm: VMPointer, _ out: UnsafeMutablePointer<mvm_TsMemoryStats>) {
  let figures = Machine(vm).memoryStatistics
  out.pointee = mvm_TsMemoryStats(
    totalSize: figures.totalSize, fragmentCount: figures.fragmentCount, coreSize: figures.coreSize,
    importTableSize: figures.importTableSize, globalVariablesSize: figures.globalVariablesSize,
    registersSize: figures.registersSize, stackHeight: figures.stackHeight,
    stackAllocatedCapacity: figures.stackAllocatedCapacity, stackHighWaterMark: figures.stackHighWaterMark,
    virtualHeapUsed: figures.virtualHeapUsed, virtualHeapHighWaterMark: figures.virtualHeapHighWaterMark,
    virtualHeapAllocatedCapacity: figures.virtualHeapAllocatedCapacity)
}
