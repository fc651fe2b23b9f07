/// The first byte of an instruction (format specification, section 6).
///
/// Every byte has a case, so that the interpreter's switch is one table look-up without a default. On a microcontroller,
/// where that table would take a kilobyte, the instructions of sixteen bytes have one case, the first, each.
enum Opcode: UInt8 {
  // 0_: Pushes a value from the small table.
  case smallLiteral0
  #if !hasFeature(Embedded)
    case smallLiteral1, smallLiteral2, smallLiteral3, smallLiteral4, smallLiteral5
    case smallLiteral6, smallLiteral7, smallLiteral8, smallLiteral9, smallLiteral10, smallLiteral11
    case smallLiteral12, smallLiteral13, smallLiteral14, smallLiteral15
  #endif
  // 1_: Pushes the slot n below the top.
  case loadVariable0
  #if !hasFeature(Embedded)
    case loadVariable1, loadVariable2, loadVariable3, loadVariable4, loadVariable5
    case loadVariable6, loadVariable7, loadVariable8, loadVariable9, loadVariable10, loadVariable11
    case loadVariable12, loadVariable13, loadVariable14, loadVariable15
  #endif
  // 2_: Pushes a variable of the current scope chain.
  case loadScoped0
  #if !hasFeature(Embedded)
    case loadScoped1, loadScoped2, loadScoped3, loadScoped4, loadScoped5, loadScoped6
    case loadScoped7, loadScoped8, loadScoped9, loadScoped10, loadScoped11, loadScoped12, loadScoped13
    case loadScoped14, loadScoped15
  #endif
  // 3_: Pushes an argument; 0 is `this`.
  case loadArgument0
  #if !hasFeature(Embedded)
    case loadArgument1, loadArgument2, loadArgument3, loadArgument4, loadArgument5
    case loadArgument6, loadArgument7, loadArgument8, loadArgument9, loadArgument10, loadArgument11
    case loadArgument12, loadArgument13, loadArgument14, loadArgument15
  #endif
  // 4_: Calls an entry of the short-call table.
  case shortCall0
  #if !hasFeature(Embedded)
    case shortCall1, shortCall2, shortCall3, shortCall4, shortCall5, shortCall6, shortCall7
    case shortCall8, shortCall9, shortCall10, shortCall11, shortCall12, shortCall13, shortCall14, shortCall15
  #endif
  // 5_: Pushes a fixed-length array of n holes.
  case fixedArrayNew0
  #if !hasFeature(Embedded)
    case fixedArrayNew1, fixedArrayNew2, fixedArrayNew3, fixedArrayNew4, fixedArrayNew5
    case fixedArrayNew6, fixedArrayNew7, fixedArrayNew8, fixedArrayNew9, fixedArrayNew10, fixedArrayNew11
    case fixedArrayNew12, fixedArrayNew13, fixedArrayNew14, fixedArrayNew15
  #endif
  // 6_: Extended 1.
  case `return`, `throw`, closureNew, new, reserved64, scopeNew, rawTypeCodeOf, pop, typeOf, objectNew
  case logicalNot, objectGet, add, equal, notEqual, objectSet
  // 7_: Extended 2: one operand byte.
  case branch, storeArgument, storeScopedByte, storeVariableByte, reserved74, reserved75, jump, callHost
  case call, shortCallByte, loadScopedByte, loadVariableByte, loadArgumentByte, extended, arrayNew
  case fixedArrayNewByte
  // 8_: Extended 3: mostly two operand bytes.
  case popMany, scopeDiscard, scopeClone, await, awaitCall, asyncResume, reserved86, jumpWide, loadLiteral
  case loadGlobal, loadScopedWide, branchWide, storeGlobal, storeScopedWide, objectGetByName
  case objectSetByName
  // 9_: Calls the function at an absolute offset with n arguments.
  case directCall0
  #if !hasFeature(Embedded)
    case directCall1, directCall2, directCall3, directCall4, directCall5, directCall6
    case directCall7, directCall8, directCall9, directCall10, directCall11, directCall12, directCall13
    case directCall14, directCall15
  #endif
  // A_: Pops into the slot n below the new top.
  case storeVariable0
  #if !hasFeature(Embedded)
    case storeVariable1, storeVariable2, storeVariable3, storeVariable4, storeVariable5
    case storeVariable6, storeVariable7, storeVariable8, storeVariable9, storeVariable10, storeVariable11
    case storeVariable12, storeVariable13, storeVariable14, storeVariable15
  #endif
  // B_: Pops into a variable of the current scope chain.
  case storeScoped0
  #if !hasFeature(Embedded)
    case storeScoped1, storeScoped2, storeScoped3, storeScoped4, storeScoped5, storeScoped6
    case storeScoped7, storeScoped8, storeScoped9, storeScoped10, storeScoped11, storeScoped12, storeScoped13
    case storeScoped14, storeScoped15
  #endif
  // C_: Reserved for fixed-length arrays; no engine runs them.
  case arrayGet0
  #if !hasFeature(Embedded)
    case arrayGet1, arrayGet2, arrayGet3, arrayGet4, arrayGet5, arrayGet6, arrayGet7, arrayGet8
    case arrayGet9, arrayGet10, arrayGet11, arrayGet12, arrayGet13, arrayGet14, arrayGet15
  #endif
  // D_: Reserved for fixed-length arrays; no engine runs them.
  case arraySet0
  #if !hasFeature(Embedded)
    case arraySet1, arraySet2, arraySet3, arraySet4, arraySet5, arraySet6, arraySet7, arraySet8
    case arraySet9, arraySet10, arraySet11, arraySet12, arraySet13, arraySet14, arraySet15
  #endif
  // E_: Number operations.
  case less, greater, lessOrEqual, greaterOrEqual, addNumbers, subtract, multiply, divide, divideTruncating
  case remainder, power, negate, plus, reservedED, reservedEE, reservedEF
  // F_: Bit operations.
  case shiftRight, shiftRightUnsigned, shiftLeft, bitOr, bitAnd, bitXor, bitNot, reservedF7, reservedF8
  case reservedF9, reservedFA, reservedFB, reservedFC, reservedFD, reservedFE, reservedFF

  /// The instruction that starts with `byte`.
  @inline(__always)
  init(_ byte: UInt8) {
    #if hasFeature(Embedded)
      self = unsafeBitCast(Opcode.dense(byte), to: Opcode.self)
    #else
      self = unsafeBitCast(byte, to: Opcode.self)
    #endif
  }

  #if hasFeature(Embedded)
    /// The number of the case for `byte`: the instructions of sixteen bytes have one case each.
    @inline(__always)
    private static func dense(_ byte: UInt8) -> UInt8 {
      if byte < 0x60 { return byte &>> 4 }
      if byte < 0x90 { return byte &- 0x60 &+ Opcode.return.rawValue }
      if byte < 0xE0 { return byte &>> 4 &- 9 &+ Opcode.directCall0.rawValue }
      return byte &- 0xE0 &+ Opcode.less.rawValue
    }
  #endif
}

/// The second byte of an instruction that starts with ``Opcode/extended``.
enum ExtendedOpcode: UInt8 {
  case startTry, endTry, objectKeys, uint8ArrayNew, classCreate, typeCodeOf, loadClosure, scopePush
  case scopePop, scopeSave, asyncStart, asyncReturn, enqueueJob, asyncComplete
}
