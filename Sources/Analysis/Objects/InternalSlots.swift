import IL

extension Program {
  /// True iff a promise that exists in the snapshot refers to something, which `ValueFlow` does not follow.
  ///
  /// Awaiting such a promise can give what no other value leads to.
  public var hasReferencesInInternalSlots: Bool {
    allocations.entries.contains { _, allocation in
      guard case .object(_, let internalSlots, _) = allocation.content else { return false }
      return internalSlots.contains {
        switch $0 {
        case .allocation, .handle, .function, .hostFunction, .continuation: true
        case .undefined, .null, .boolean, .number, .string, .deleted, .noOpFunction: false
        }
      }
    }
  }
}
