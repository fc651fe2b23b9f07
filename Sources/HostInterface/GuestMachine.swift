/// What a host function can ask of the machine that has called it.
package protocol ActiveMachine: AnyObject {
  /// Calls a function, or creates an instance of a class.
  func call(
    _ function: GuestReference, this: GuestValue, _ arguments: [GuestValue]
  ) throws(VMError) -> GuestValue
  /// Collects garbage.
  func collectGarbage() throws(VMError)
}

/// A machine that runs a guest program: the engine, or another with the same behaviour.
///
/// A machine and the references that it hands out must be used by one thread at a time.
public protocol GuestMachine: AnyObject {
  /// Calls an export, and then every job that this has put into the queue.
  ///
  /// - Throws: ``VMError``; among them error 19 if there is no such export.
  func call(export id: UInt16, _ arguments: [GuestValue]) throws(VMError) -> GuestValue
  /// Calls a function, or creates an instance of a class, and then every job that this has put into the queue.
  func call(
    _ function: GuestReference, this: GuestValue, _ arguments: [GuestValue]
  ) throws(VMError) -> GuestValue
  /// The value of an export, without a call.
  func export(_ id: UInt16) throws(VMError) -> GuestValue
  /// The ids of all exports, in the program's order.
  var exports: [UInt16] { get }
  /// The ids of all imports that the program asks for, in its order.
  var imports: [UInt16] { get }
  /// Collects garbage.
  func collectGarbage() throws(VMError)
  /// How many instructions may still run before calls fail with error 51; nil if there is no limit.
  var instructionsLeft: Int? { get set }
}
