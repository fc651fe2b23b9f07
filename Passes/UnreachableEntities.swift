import Analysis
import IL

extension Pass {
  /// Removes everything that no export needs: functions, globals, allocations, imports, strings and built-ins.
  ///
  /// Safe because the host enters the program only through its exports, and has no way from a value to
  /// another that does not lead through code or data that `DependencyGraph` follows. A global that nothing loads
  /// goes with the stores to it; what they would have stored is still computed, since that may have
  /// effects. An import that goes makes loading ask the host for less; a policy keeps it.
  ///
  ///     global @counter = 0
  ///     ram $unused = array [1, 2]
  ///     export 1 = &main
  ///     function &main {
  ///     b0:
  ///       store_global @counter, 1
  ///       ...
  /// becomes
  ///     export 1 = &main
  ///     function &main {
  ///     b0:
  ///       ...
  ///
  /// Leaves the computation of values that are not used to `dead-instructions`.
  static let unreachableEntities = Pass(
    "unreachable-entities", "remove functions, globals, data, imports and built-ins that no export needs"
  ) { context in
    let unreachable = UnreachableEntities(context.program, keepsImports: context.policy.keepsImports)
    // One change, because what is unreachable may refer to each other.
    guard context.accept(together: unreachable.descriptions(context.names)) else { return }
    context.update { unreachable.remove(from: &$0) }
  }
}
