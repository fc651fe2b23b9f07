/// Something with an identity that exists when the program starts: an object, array, closure, class, ...
public struct Allocation: Hashable, Sendable {
  /// Where the allocation lives on the device.
  public enum Region: Hashable, Sendable {
    /// In the image, read in place, never written.
    case rom
    /// In the initial heap, copied to RAM when the image is loaded.
    case ram
  }

  /// One property of an object, in the order of insertion.
  public struct Property: Hashable, Sendable {
    /// A string, or a non-negative integer.
    public var key: Value
    /// What it holds.
    public var value: Value
    /// Makes a property.
    public init(key: Value, value: Value) {
      self.key = key
      self.value = value
    }
  }

  /// What the allocation is and holds (snapshot format, sections 3.6 to 3.9).
  public enum Content: Hashable, Sendable {
    /// An object. Internal slots (of promises and their prototype) come in pairs, at negative keys.
    case object(prototype: Value, internalSlots: [Value], properties: [Property])
    /// An array with room for exactly its items; holes are `deleted`.
    case array([Value])
    /// An array that scripts cannot change, as `Reflect.ownKeys` makes it.
    case fixedLengthArray([Value])
    /// A closure or a scope: slot 0 is the call target if it is called, the last one the parent if needed.
    case closure([Value])
    /// A class: its constructor and the object that holds its static properties.
    case classValue(constructor: Value, staticProperties: Value)
    case uint8Array([UInt8])
  }

  /// Where it lives.
  public var region: Region
  /// What it is and holds.
  public var content: Content
  /// A name for reports.
  public var name: String?

  /// Makes an allocation.
  public init(_ region: Region, _ content: Content, name: String? = nil) {
    self.region = region
    self.content = content
    self.name = name
  }
}

extension Allocation.Content {
  /// The word for this kind of allocation in IL text and reports.
  public var kindName: String {
    switch self {
    case .object: "object"
    case .array: "array"
    case .fixedLengthArray: "fixed_array"
    case .closure: "closure"
    case .classValue: "class"
    case .uint8Array: "bytes"
    }
  }

  /// Every value in the allocation, keys included, in file order.
  public var values: [Value] {
    switch self {
    case .object(let prototype, let internalSlots, let properties):
      [prototype] + internalSlots + properties.flatMap { [$0.key, $0.value] }
    case .array(let items), .fixedLengthArray(let items), .closure(let items): items
    case .classValue(let constructor, let staticProperties): [constructor, staticProperties]
    case .uint8Array: []
    }
  }

  /// The same content with every value replaced by what `transform` makes of it.
  public func mapValues(_ transform: (Value) -> Value) -> Allocation.Content {
    switch self {
    case .object(let prototype, let internalSlots, let properties):
      .object(
        prototype: transform(prototype), internalSlots: internalSlots.map(transform),
        properties: properties.map { .init(key: transform($0.key), value: transform($0.value)) })
    case .array(let items): .array(items.map(transform))
    case .fixedLengthArray(let items): .fixedLengthArray(items.map(transform))
    case .closure(let slots): .closure(slots.map(transform))
    case .classValue(let constructor, let staticProperties):
      .classValue(constructor: transform(constructor), staticProperties: transform(staticProperties))
    case .uint8Array: self
    }
  }
}
