public import HostInterface

/// A module that was evaluated, with its exports as they are now.
public struct ModuleObject {
  let machine: BuildMachine
  /// Where the exports are.
  let provided: ProvidedModule

  /// The names of the exports.
  public var exportNames: [String] { provided.exports.keys.sorted() }

  /// The value of an export; nil if there is none of the name, or it is not initialized.
  public subscript(name: String) -> GuestValue? {
    provided.exports[name].flatMap { machine.value(of: $0, named: name) }
  }
}
