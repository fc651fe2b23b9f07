/// What happened when a case ran.
public struct Trace {
  /// The events in their order.
  public var events: [JSON] = []
  /// Memory after restoring and at the end, and the number of instructions; nil if the machine did not survive, or is
  /// not the engine.
  public var statistics: Statistics?

  /// Figures that are not part of the behaviour.
  public struct Statistics {
    /// Memory after restoring.
    public var afterRestore: JSON
    /// Memory after all handles were released and garbage was collected.
    public var atEnd: JSON
    /// Instructions that all steps have executed.
    public var instructions: Int
  }
}

extension Trace: CustomStringConvertible {
  /// The trace as a JSON object, with one event a line.
  public var description: String {
    var text = "{\n  \"events\": ["
    text += events.map { "\n    \($0)" }.joined(separator: ",")
    text += "\n  ]"
    if let statistics {
      text += ",\n  \"memory\": {\n    \"afterRestore\": \(statistics.afterRestore),\n"
      text += "    \"atEnd\": \(statistics.atEnd)\n  },\n  \"instructions\": \(statistics.instructions)"
    }
    return text + "\n}"
  }
}
