public import HostInterface

/// An object of the host, which exists at build time only: its properties are what the host says.
///
/// In a saved program it is empty.
public protocol HostObject: AnyObject {
  /// The value of a property; undefined if there is none.
  func property(_ name: String) -> GuestValue
  /// Assigns a property.
  func setProperty(_ name: String, _ value: GuestValue)
  /// The names of the properties, in order.
  var propertyNames: [String] { get }
}
