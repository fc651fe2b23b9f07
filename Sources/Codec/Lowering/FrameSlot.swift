import IL

/// What code generation knows of one slot of the frame.
enum FrameSlot: Hashable {
  /// The value of a local.
  case local(Local)
  case cell(Cell)
  /// Half of the catch record of a `try`.
  case record(BlockID)
  /// Kept for locals that are defined in a `try` and used behind it.
  case reserved
  /// What only the engine may touch.
  case engine
  /// Something that nothing uses by its place.
  case other
}
