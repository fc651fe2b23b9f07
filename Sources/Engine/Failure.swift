private import CEnginePort

// How an operation gives up. On a desktop it throws. On a microcontroller, looking after every call whether it has
// failed took an eighth of the code, so there a fault leaves everything at once, as C's `longjmp` does: the type of
// what is thrown is `Never`, which compiles to nothing. Nothing in the engine needs to be released on the way: there are
// no objects, and what a call from the host has changed is put back behind ``attempt(_:_:)``.

#if hasFeature(Embedded)
  /// What the engine's functions throw: nothing; a fault ends the innermost ``Machine/call(_:this:_:result:)``.
  public typealias Failure = Never

  /// What ``attempt(_:_:)`` runs.
  typealias Attempt = @convention(c) (UnsafeMutableRawPointer?) -> Void

  /// Gives up.
  @inline(__always)
  func fail(_ fault: Fault) -> Never { engine_port_fail(fault.word) }

  /// Runs `body` with `context`, and returns the fault that ended it, if any.
  @inline(__always)
  func attempt(_ context: UnsafeMutableRawPointer, _ body: Attempt) -> Fault? {
    let word = engine_port_attempt(body, context)
    return word == 0 ? nil : Fault(word: word)
  }

  extension Machine {
    /// Runs `body`, and marks the machine as dead if it fails fatally, which whoever called the host function does.
    @inline(__always)
    func noting<Result>(_ body: () -> Result) -> Result { body() }
  }
#else
  /// What the engine's functions throw.
  public typealias Failure = Fault

  /// What ``attempt(_:_:)`` runs.
  typealias Attempt = (UnsafeMutableRawPointer?) throws(Fault) -> Void

  /// Gives up.
  @inline(__always)
  func fail(_ fault: Fault) throws(Fault) -> Never { throw fault }

  /// Runs `body` with `context`, and returns the fault that ended it, if any.
  @inline(__always)
  func attempt(_ context: UnsafeMutableRawPointer, _ body: Attempt) -> Fault? {
    do throws(Fault) {
      try body(context)
      return nil
    } catch {
      return error
    }
  }

  extension Machine {
    /// Runs `body`, and marks the machine as dead if it fails fatally.
    func noting<Result>(_ body: () throws(Fault) -> Result) throws(Fault) -> Result {
      do throws(Fault) {
        return try body()
      } catch {
        note(error)
        throw error
      }
    }
  }
#endif
