import IL

extension InterpretedProgram.Options {
  /// The most bytes of a string, an array's items or a byte array.
  var allocationLimit: Int { hasDeviceLimits ? Limits.allocationSize : heapLimit / 8 }

  /// The first integer that is not a property key.
  var keyLimit: Int { hasDeviceLimits ? Limits.integerKey : Int(Int32.max) }
}
