#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A stack for code that calls itself as deep as a syntax tree is.
///
/// The threads of a pool, on which a library may be called, have stacks of 512 kB: too little for the greatest
/// tree that the parser accepts, in a build without optimization.
public enum LargeStack {
  /// The size in bytes; the system provides of it what is used.
  private static let size = 64 << 20

  /// What the new thread does.
  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// Calls a function on a large stack and waits for it.
  public static func run<Value, Failure: Error>(
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    var outcome: Result<Value, Failure>?
    withoutActuallyEscaping({ outcome = Result(catching: body) }) { body in
      if !start(Work(body)) { body() }
    }
    guard let outcome else { preconditionFailure("the thread ended without a result") }
    return try outcome.get()
  }

  /// Does the work on another thread; false if there can be none.
  private static func start(_ work: Work) -> Bool {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    guard pthread_attr_setstacksize(&attributes, size) == 0 else { return false }
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let argument = Unmanaged.passUnretained(work).toOpaque()
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        // On some platforms the argument is optional.
        let pointer: UnsafeMutableRawPointer? = argument
        if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeUnretainedValue().body() }
        return nil
      }, argument)
    guard status == 0 else { return false }
    #if canImport(Darwin)
      guard let thread else { return false }
    #endif
    return withExtendedLifetime(work) { pthread_join(thread, nil) == 0 }
  }
}
