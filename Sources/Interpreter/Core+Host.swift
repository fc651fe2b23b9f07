import HostInterface
import IL

import struct Engine.Fault

// The host's side: calls into the program (engine specification, sections 1 and 3.6).

extension Core: ActiveMachine {
  func call(
    _ function: GuestReference, this: GuestValue, _ arguments: [GuestValue]
  ) throws(VMError) -> GuestValue {
    try call(hostValue(.reference(function)), this: this, arguments)
  }

  /// Calls a value with copies of the arguments, and then, if no other call is under way, runs all jobs.
  func call(
    _ function: RuntimeValue, this: GuestValue, _ arguments: [GuestValue]
  ) throws(VMError) -> GuestValue {
    let completed: Completed
    do throws(Fault) {
      completed = try callFromHost(function, this, arguments)
    } catch {
      throw VMError(error)
    }
    switch completed {
    case .returned(let value): return guestValue(value)
    case .threw(let value): throw .exception(guestValue(value))
    }
  }

  private func callFromHost(
    _ function: RuntimeValue, _ this: GuestValue, _ arguments: [GuestValue]
  ) throws(Fault) -> Completed {
    guard !isDead else { throw .mustKillVM }
    guard arguments.count < Limits.arguments else { throw .tooManyArguments }
    guard nesting < Self.nestingLimit else { throw .stackOverflow }
    let outer = (frame: frame, callers: callers.count, tries: tries.count, outerTries: outerTries, top: top)
    nesting += 1
    kept.append(callback)
    defer {
      callback = kept.removeLast()
      nesting -= 1
      callers.removeSubrange(outer.callers...)
      tries.removeSubrange(outer.tries...)
      (frame, outerTries, top) = (outer.frame, outer.outerTries, outer.top)
      if nesting == 0 { jobs.removeAll() }
    }
    outerTries = tries.count
    do throws(Fault) {
      if heap.isFull { try collect() }
      let completed = try start(function, [this] + arguments)
      guard nesting == 1, case .returned(let result) = completed else { return completed }
      kept.append(result)
      defer { kept.removeLast() }
      // A job's exception gets to the host with the result of the call.
      return try runJobs() ? completed : .threw(result)
    } catch {
      if error.isFatal { isDead = true }
      recordTrace(of: nil)
      throw error
    }
  }

  /// Calls a value and executes it to its end.
  private func start(_ function: RuntimeValue, _ arguments: [GuestValue]) throws(Fault) -> Completed {
    guard top + arguments.count < registers.capacity else { throw .stackOverflow }
    let first = top
    for argument in arguments {
      registers.start[top] = try value(argument)
      top += 1
    }
    callback = .undefined
    let isNew = kind(function) == .classValue
    let outcome =
      try isNew
      ? create(function, first, noRegister, .fromHost) : call(function, first, noRegister, .fromHost)
    switch outcome {
    case .entered: return try run()
    case .returned(let value): return .returned(value)
    case .threw(let value):
      if let completed = try unwind(value) { return completed }
      return try run()
    }
  }

  /// Runs jobs until none is left, or one throws.
  ///
  /// - Returns: False if one has thrown.
  private func runJobs() throws(Fault) -> Bool {
    let base = top
    while let job = jobs.next() {
      top = base
      // Jobs that execute nothing must not go on for ever either.
      if let steps = stepsLeft {
        guard steps > 0 else { throw .outOfGas }
        stepsLeft = steps - 1
      }
      if case .threw = try start(job, []) { return false }
    }
    return true
  }

  func collectGarbage() throws(VMError) {
    do throws(Fault) {
      try collect()
    } catch {
      isDead = true
      throw VMError(error)
    }
    // The engine drops what arrays have room for beyond their items.
    for index in heap.objects.indices where heap[index].kind == .array {
      heap[index].capacity = heap[index].slots.count
    }
  }

  /// Frees what nothing refers to any more.
  ///
  /// - Throws: ``Fault/outOfMemory`` if too much remains.
  func collect() throws(Fault) {
    for index in 0..<top { heap.mark(registers.start[index]) }
    for frame in callers + [frame] {
      heap.mark(frame.scope)
      heap.mark(frame.asyncResult)
    }
    for value in globals { heap.mark(value) }
    for value in jobs.waiting { heap.mark(value) }
    for value in kept + hostRoots.values { heap.mark(value) }
    for rejection in rejections {
      heap.mark(rejection.promise)
      heap.mark(rejection.reason)
    }
    for value in primitivePrototypes.values { heap.mark(value) }
    for export in exports { heap.mark(export.value) }
    if let tracedException { heap.mark(tracedException) }
    for string in names.strings { heap.mark(.string(string)) }
    heap.mark(callback)
    guard heap.sweep() <= options.heapLimit else { throw .outOfMemory }
  }
}
