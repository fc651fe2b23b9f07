import Foundation

/// What a host does with a snapshot: the calls it makes, and how its functions behave.
public struct Case {
  /// One thing that the host does.
  public enum Step {
    /// Resolves an export and calls it.
    case call(export: UInt16, arguments: [JSON])
    /// Calls the function or class with a handle number.
    case callHandle(Int, arguments: [JSON])
    /// Resolves an export and looks at its value.
    case export(UInt16)
    /// Collects garbage.
    case collectGarbage
  }

  /// How a host function behaves; one without a behaviour returns undefined.
  public enum Behaviour {
    /// Results of successive calls; the last one repeats.
    case returns([JSON])
    /// Throws a value.
    case throwsValue(JSON)
    /// Fails with an error of the host's.
    case fails
    /// Calls one of its arguments, with values, and returns the result.
    case callsBack(argument: Int, with: [JSON])
    /// Keeps an async callback; in the first calls it calls the callback itself, with the arguments given.
    case async(completes: [[JSON]])
  }

  /// The steps in their order.
  public var steps: [Step]
  /// Behaviours by import id.
  public var imports: [UInt16: Behaviour]

  /// A case.
  public init(steps: [Step], imports: [UInt16: Behaviour] = [:]) {
    self.steps = steps
    self.imports = imports
  }

  /// Reads a case file.
  ///
  /// - Throws: ``CaseError`` if it is not one, or what the JSON parser says.
  public init(parsing data: Data) throws {
    let json = try JSON(parsing: data)
    guard let steps = json["steps"]?.items else { throw CaseError("it has no list of `steps`") }
    self.steps = try steps.map(Step.init)
    imports = [:]
    if case .object(let members)? = json["imports"] {
      for member in members {
        guard let id = UInt16(member.name) else { throw CaseError("\(member.name) is not an import id") }
        imports[id] = try Behaviour(member.value)
      }
    }
  }
}

/// What is wrong with a case.
public struct CaseError: Error, CustomStringConvertible {
  /// The problem, in words.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension Case.Step {
  init(_ json: JSON) throws {
    let arguments = json["args"]?.items ?? []
    if json["gc"] != nil {
      self = .collectGarbage
    } else if let id = json["export"] {
      self = .export(try Self.id(id))
    } else if let id = json["call"] {
      self = .call(export: try Self.id(id), arguments: arguments)
    } else if let number = json["callHandle"]?.number {
      self = .callHandle(Int(exactly: number) ?? -1, arguments: arguments)
    } else {
      throw CaseError("unknown step \(json)")
    }
  }

  private static func id(_ json: JSON) throws -> UInt16 {
    guard let number = json.number, let id = UInt16(exactly: number) else {
      throw CaseError("\(json) is not an export id")
    }
    return id
  }
}

extension Case.Behaviour {
  init(_ json: JSON) throws {
    if json["async"] != nil {
      self = .async(completes: (json["completes"]?.items ?? []).map { $0.items ?? [] })
    } else if let value = json["throws"] {
      self = .throwsValue(value)
    } else if json["fails"] != nil {
      self = .fails
    } else if let number = json["callsBack"]?.number, let index = Int(exactly: number), index >= 0 {
      self = .callsBack(argument: index, with: json["with"]?.items ?? [])
    } else if let values = json["returns"]?.items {
      self = .returns(values)
    } else {
      throw CaseError("unknown behaviour \(json)")
    }
  }
}
