extension Pattern {
  /// The identifiers that get values, in the order of the source.
  public var boundIdentifiers: [Identifier] {
    var identifiers: [Identifier] = []
    collectIdentifiers(into: &identifiers)
    return identifiers
  }

  private func collectIdentifiers(into identifiers: inout [Identifier]) {
    switch kind {
    case .identifier(let identifier):
      identifiers.append(identifier)
    case .member, .superMember:
      break
    case .array(let elements, let rest):
      for element in elements { element?.collectIdentifiers(into: &identifiers) }
      rest?.collectIdentifiers(into: &identifiers)
    case .object(let properties, let rest):
      for property in properties { property.target.collectIdentifiers(into: &identifiers) }
      rest?.collectIdentifiers(into: &identifiers)
    case .withDefault(let target, _):
      target.collectIdentifiers(into: &identifiers)
    }
  }
}
