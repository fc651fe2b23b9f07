import IL
import Snapshot

/// Something in a snapshot that takes bytes, and how many before and after optimizing.
public struct SizedEntity: Hashable, Sendable {
  /// What became of an entity.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case kept, removed, added
  }

  /// The identity, the same before and after and in every run: `function:3`, `export:10`, `number:70000`.
  public var id: String
  /// The name for people: `function &f3`, `object $a4 (3 properties)`.
  public var label: String
  /// Bytes in the file.
  public var bytes = SizeChange()
  /// Bytes in the sections that are copied to RAM; part of `bytes`.
  public var ram = SizeChange()

  /// What became of the entity.
  public var status: Status { bytes.before == 0 ? .added : bytes.after == 0 ? .removed : .kept }

  /// The word in `id` that says what the entity is.
  public var kind: String { String(id.prefix { $0 != ":" }) }
}

extension SizedEntity {
  /// Makes an entity without bytes for `owner`, in a file with `program` in it.
  init(_ owner: FileMap.Owner, in program: Program, names: Names) {
    switch owner {
    case .header: self.init(id: "header", label: "file header")
    case .padding: self.init(id: "padding", label: "padding")
    case .unreferenced: self.init(id: "unreferenced", label: "unreferenced bytes")
    case .internedKeys: self.init(id: "interned-keys", label: "interned keys")
    case .export(let position): self = Self.export(position, program, names)
    case .hostImport(let id):
      let hostID = program.imports[id].hostID
      self.init(id: "import:\(id.index)", label: "import \(names[id]) (host function \(hostID))")
    case .builtin(let name): self.init(id: "builtin:\(name.rawValue)", label: "built-in \(name.rawValue)")
    case .string(let id): self.init(id: "string:\(id.index)", label: "string \(names[id])")
    case .number(let number): self.init(id: "number:\(number)", label: "number \(number)")
    case .function(let id): self.init(id: "function:\(id.index)", label: "function \(names[id])")
    case .allocation(let id):
      self.init(
        id: "allocation:\(id.index)", label: program.allocations[id].content.label(named: names[id]))
    case .global(let id): self.init(id: "global:\(id.index)", label: "global \(names[id])")
    case .handle(let id): self.init(id: "handle:\(id.index)", label: "handle of \(names[id])")
    }
  }

  /// An export has no identity of its own: it is the one, among those with its id, that it is.
  private static func export(_ position: Int, _ program: Program, _ names: Names) -> SizedEntity {
    let export = program.exports[position]
    let earlier = program.exports[..<position].count { $0.id == export.id }
    let suffix = earlier == 0 ? "" : "#\(earlier + 1)"
    return SizedEntity(
      id: "export:\(export.id)\(suffix)", label: "export \(export.id)\(suffix) = \(names[export.value])")
  }

  private init(id: String, label: String) {
    self.id = id
    self.label = label
  }
}

extension Allocation.Content {
  /// A name for people: what it is, what it is called, and how much is in it.
  fileprivate func label(named name: String) -> String {
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      number == 1 ? "1 \(one)" : "\(number) \(many)"
    }
    return switch self {
    case .object(_, _, let properties):
      "object \(name) (\(count(properties.count, "property", "properties")))"
    case .array(let items): "array \(name) (\(count(items.count, "item", "items")))"
    case .fixedLengthArray(let items): "fixed-length array \(name) (\(count(items.count, "item", "items")))"
    case .closure(let slots): "closure \(name) (\(count(slots.count, "slot", "slots")))"
    case .classValue: "class \(name)"
    case .uint8Array(let bytes): "byte array \(name) (\(count(bytes.count, "byte", "bytes")))"
    }
  }
}
