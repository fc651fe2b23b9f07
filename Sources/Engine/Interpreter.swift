/// How the interpreter ended.
enum InterpreterExit {
  case returned, threw
}

extension Machine {
  /// Runs bytecode until the frame that the host's call has pushed returns or throws; ``Registers/result`` then has
  /// the value.
  ///
  /// `pc`, `sp` and `fuel` live in machine registers. Before anything out of line, `sp` (and where the host or
  /// another frame may come in, `pc`) is stored in ``Registers``, and reloaded if it may have changed. Small
  /// integers and plain functions are handled here, everything else out of line.
  func interpret() throws(Failure) -> InterpreterExit {
    let r = registers
    #if hasFeature(Embedded)
      // Every other function takes them from memory, so that this is smaller.
      var pc: UnsafePointer<UInt8> {
        @inline(__always) get { r.pointee.pc }
        @inline(__always) set { r.pointee.pc = newValue }
      }
      var sp: UnsafeMutablePointer<Value> {
        @inline(__always) get { r.pointee.sp }
        @inline(__always) set { r.pointee.sp = newValue }
      }
    #else
      var pc = r.pointee.pc
      var sp = r.pointee.sp
      var fuel = takeFuel()
      defer { returnFuel(fuel) }
    #endif
    while true {
      #if !hasFeature(Embedded)
        fuel &-= 1
        if _slowPath(fuel < 0) {
          r.pointee.pc = pc
          r.pointee.sp = sp
          fuel = try refuel(pc)
        }
      #endif
      let byte = pc.pointee
      pc += 1
      let opcode = Opcode(byte)
      switch opcode {
      #if !hasFeature(Embedded)
        case .smallLiteral1, .smallLiteral2, .smallLiteral3, .smallLiteral4,
          .smallLiteral5, .smallLiteral6, .smallLiteral7, .smallLiteral8, .smallLiteral9, .smallLiteral10,
          .smallLiteral11, .smallLiteral12, .smallLiteral13, .smallLiteral14, .smallLiteral15:
          fallthrough
      #endif
      case .smallLiteral0:
        push(Machine.smallLiteral(byte), &sp)

      #if !hasFeature(Embedded)
        case .loadVariable1, .loadVariable2, .loadVariable3, .loadVariable4,
          .loadVariable5, .loadVariable6, .loadVariable7, .loadVariable8, .loadVariable9, .loadVariable10,
          .loadVariable11, .loadVariable12, .loadVariable13, .loadVariable14, .loadVariable15:
          fallthrough
      #endif
      case .loadVariable0:
        try loadVariable(byte & 15, &sp)
      case .loadVariableByte:
        try loadVariable(operand(&pc), &sp)
      #if !hasFeature(Embedded)
        case .storeVariable1, .storeVariable2, .storeVariable3, .storeVariable4,
          .storeVariable5, .storeVariable6, .storeVariable7, .storeVariable8, .storeVariable9,
          .storeVariable10, .storeVariable11, .storeVariable12, .storeVariable13, .storeVariable14,
          .storeVariable15:
          fallthrough
      #endif
      case .storeVariable0:
        storeVariable(byte & 15, &sp)
      case .storeVariableByte:
        storeVariable(operand(&pc), &sp)

      #if !hasFeature(Embedded)
        case .loadScoped1, .loadScoped2, .loadScoped3, .loadScoped4, .loadScoped5,
          .loadScoped6, .loadScoped7, .loadScoped8, .loadScoped9, .loadScoped10, .loadScoped11,
          .loadScoped12, .loadScoped13, .loadScoped14, .loadScoped15:
          fallthrough
      #endif
      case .loadScoped0:
        push(try loadScoped(Int(byte & 15)), &sp)
      case .loadScopedByte:
        push(try loadScoped(Int(operand(&pc))), &sp)
      case .loadScopedWide:
        push(try loadScoped(Int(wideOperand(&pc))), &sp)
      #if !hasFeature(Embedded)
        case .storeScoped1, .storeScoped2, .storeScoped3, .storeScoped4, .storeScoped5,
          .storeScoped6, .storeScoped7, .storeScoped8, .storeScoped9, .storeScoped10, .storeScoped11,
          .storeScoped12, .storeScoped13, .storeScoped14, .storeScoped15:
          fallthrough
      #endif
      case .storeScoped0:
        sp -= 1
        try storeScoped(Int(byte & 15), sp.pointee)
      case .storeScopedByte:
        sp -= 1
        try storeScoped(Int(operand(&pc)), sp.pointee)
      case .storeScopedWide:
        sp -= 1
        try storeScoped(Int(wideOperand(&pc)), sp.pointee)

      #if !hasFeature(Embedded)
        case .loadArgument1, .loadArgument2, .loadArgument3, .loadArgument4,
          .loadArgument5, .loadArgument6, .loadArgument7, .loadArgument8, .loadArgument9, .loadArgument10,
          .loadArgument11, .loadArgument12, .loadArgument13, .loadArgument14, .loadArgument15:
          fallthrough
      #endif
      case .loadArgument0:
        push(argument(Int(byte & 15)), &sp)
      case .loadArgumentByte:
        // The reference does not have this one (quirk 17).
        push(argument(Int(operand(&pc))), &sp)
      case .storeArgument:
        let index = Int(operand(&pc))
        guard index < r.pointee.call.argumentCount else { try fail(.invalidBytecode) }
        sp -= 1
        r.pointee.arguments[index] = sp.pointee

      case .loadLiteral:
        push(Value(bits: wideOperand(&pc)), &sp)
      case .loadGlobal:
        let index = Int(wideOperand(&pc))
        #if !hasFeature(Embedded)
          if _slowPath(index >= r.pointee.globalCount) { try fail(.invalidBytecode) }
        #endif
        let value = r.pointee.globals[index]
        if _slowPath(value == .deleted) { try fail(.uninitializedGlobal) }
        push(value, &sp)
      case .storeGlobal:
        let index = Int(wideOperand(&pc))
        #if !hasFeature(Embedded)
          if _slowPath(index >= r.pointee.globalCount) { try fail(.invalidBytecode) }
        #endif
        sp -= 1
        r.pointee.globals[index] = sp.pointee

      case .pop:
        sp -= 1
      case .popMany:
        sp -= Int(operand(&pc))
        if _slowPath(!isValid(sp)) { try fail(.assertionFailed) }

      case .jump:
        let distance = Int(Int8(bitPattern: operand(&pc)))
        try jump(distance, &pc, sp)
      case .jumpWide:
        let distance = Int(Int16(bitPattern: wideOperand(&pc)))
        try jump(distance, &pc, sp)
      case .branch:
        let distance = Int(Int8(bitPattern: operand(&pc)))
        sp -= 1
        if isTrue(sp.pointee) { try jump(distance, &pc, sp) }
      case .branchWide:
        let distance = Int(Int16(bitPattern: wideOperand(&pc)))
        sp -= 1
        if isTrue(sp.pointee) { try jump(distance, &pc, sp) }

      case .call:
        let call = CallWord(bits: UInt16(operand(&pc)) | CallWord.functionPushed)
        r.pointee.callback = .undefined
        #if !hasFeature(Embedded)
          if try callFunction(call, &pc, &sp) { continue }
        #endif
        r.pointee.pc = pc
        r.pointee.sp = sp
        #if !hasFeature(Embedded)
          returnFuel(fuel)
          defer { fuel = takeFuel() }
        #endif
        if try beginCall(call) == .threw {
          guard try unwind(r.pointee.result) else { return .threw }
        }
        pc = r.pointee.pc
        sp = r.pointee.sp
      #if !hasFeature(Embedded)
        case .directCall1, .directCall2, .directCall3, .directCall4, .directCall5,
          .directCall6, .directCall7, .directCall8, .directCall9, .directCall10, .directCall11,
          .directCall12, .directCall13, .directCall14, .directCall15:
          fallthrough
      #endif
      case .directCall0:
        // Functions begin at multiples of four.
        let function = Int(wideOperand(&pc) & 0xFFFC)
        let call = CallWord(bits: UInt16(byte & 15))
        #if hasFeature(Embedded)
          try enter(function, .undefined, call)
        #else
          try pushFrame(function, .undefined, call, &pc, &sp)
        #endif

      case .return:
        sp -= 1
        if try returnFromFrame(sp.pointee, &pc, &sp) { return .returned }

      case .objectGet:
        r.pointee.sp = sp
        if Machine.favorsSize || !getOwnProperty(sp) { try getProperty() }
        sp -= 1
      case .objectSet:
        r.pointee.sp = sp
        if Machine.favorsSize || !setOwnProperty(sp) { try setProperty() }
        sp -= 3
      case .objectNew:
        r.pointee.sp = sp
        #if hasFeature(Embedded)
          push(try newContainer(.object, slots: 2, filledWith: .null), &sp)
        #else
          let object = try allocate(.object, 4)
          let body = heap + Int(object.bits)
          body[slot: ObjectSlot.next] = .null
          body[slot: ObjectSlot.prototype] = .null
          push(object, &sp)
        #endif
      case .arrayNew:
        let capacity = Int(operand(&pc))
        r.pointee.sp = sp
        push(try newArray(capacity: capacity), &sp)
      #if !hasFeature(Embedded)
        case .fixedArrayNew1, .fixedArrayNew2, .fixedArrayNew3, .fixedArrayNew4,
          .fixedArrayNew5, .fixedArrayNew6, .fixedArrayNew7, .fixedArrayNew8, .fixedArrayNew9,
          .fixedArrayNew10, .fixedArrayNew11, .fixedArrayNew12, .fixedArrayNew13, .fixedArrayNew14,
          .fixedArrayNew15:
          fallthrough
      #endif
      case .fixedArrayNew0:
        r.pointee.sp = sp
        push(try newContainer(.fixedArray, slots: Int(byte & 15), filledWith: .deleted), &sp)
      case .fixedArrayNewByte:
        let count = Int(operand(&pc))
        r.pointee.sp = sp
        push(try newContainer(.fixedArray, slots: count, filledWith: .deleted), &sp)
      case .closureNew:
        r.pointee.sp = sp
        let closure = try allocate(.closure, 4)
        let body = heap + Int(closure.bits)
        body[slot: 0] = sp[-1]
        body[slot: 1] = r.pointee.closure
        sp[-1] = closure

      case .scopeNew:
        r.pointee.sp = sp
        try pushScope(slots: Int(operand(&pc)), linked: false)
      case .scopeDiscard:
        r.pointee.closure = .undefined
      case .scopeClone:
        r.pointee.sp = sp
        try cloneScope()

      case .add:
        let (left, right) = (sp[-2], sp[-1])
        if !Machine.favorsSize && left.bits & right.bits & 3 == 3, let sum = Machine.sum(left, right) {
          sp[-2] = sum
        } else {
          r.pointee.sp = sp
          sp[-2] = try add(left, right)
        }
        sp -= 1
      #if hasFeature(Embedded)
        case .addNumbers, .subtract, .multiply, .less, .greater, .lessOrEqual, .greaterOrEqual: fallthrough
      #else
        case .addNumbers:
          let (left, right) = (sp[-2], sp[-1])
          if left.bits & right.bits & 3 == 3, let sum = Machine.sum(left, right) {
            sp[-2] = sum
          } else {
            r.pointee.sp = sp
            sp[-2] = try arithmetic(opcode, left, right)
          }
          sp -= 1
        case .subtract:
          let (left, right) = (sp[-2], sp[-1])
          if left.bits & right.bits & 3 == 3,
            let difference = Machine.difference(left, right)
          {
            sp[-2] = difference
          } else {
            r.pointee.sp = sp
            sp[-2] = try arithmetic(opcode, left, right)
          }
          sp -= 1
        case .multiply:
          let (left, right) = (sp[-2], sp[-1])
          if left.bits & right.bits & 3 == 3 {
            let product = left.smallInteger &* right.smallInteger
            // A zero may have to be negative, which depends on the mode.
            if product != 0 && product >= -8192 && product <= 8191 {
              sp[-2] = Value(smallInteger: Int(product))
              sp -= 1
              continue
            }
          }
          r.pointee.sp = sp
          sp[-2] = try arithmetic(opcode, left, right)
          sp -= 1
        case .less:
          let (left, right) = (sp[-2], sp[-1])
          if left.bits & right.bits & 3 == 3 {
            sp[-2] = Value(Int16(bitPattern: left.bits) < Int16(bitPattern: right.bits))
          } else {
            sp[-2] = try arithmetic(opcode, left, right)
          }
          sp -= 1
        case .greater:
          let (left, right) = (sp[-2], sp[-1])
          if left.bits & right.bits & 3 == 3 {
            sp[-2] = Value(Int16(bitPattern: left.bits) > Int16(bitPattern: right.bits))
          } else {
            sp[-2] = try arithmetic(opcode, left, right)
          }
          sp -= 1
        case .lessOrEqual:
          let (left, right) = (sp[-2], sp[-1])
          if left.bits & right.bits & 3 == 3 {
            sp[-2] = Value(Int16(bitPattern: left.bits) <= Int16(bitPattern: right.bits))
          } else {
            sp[-2] = try arithmetic(opcode, left, right)
          }
          sp -= 1
        case .greaterOrEqual:
          let (left, right) = (sp[-2], sp[-1])
          if left.bits & right.bits & 3 == 3 {
            sp[-2] = Value(Int16(bitPattern: left.bits) >= Int16(bitPattern: right.bits))
          } else {
            sp[-2] = try arithmetic(opcode, left, right)
          }
          sp -= 1
      #endif
      case .divide, .divideTruncating, .remainder, .power:
        r.pointee.sp = sp
        sp[-2] = try arithmetic(opcode, sp[-2], sp[-1])
        sp -= 1
      case .negate:
        r.pointee.sp = sp
        sp[-1] = try negated(sp[-1])
      case .plus:
        if !sp[-1].isSmallInteger {
          r.pointee.sp = sp
          sp[-1] = try convertedToNumber(sp[-1])
        }

      #if hasFeature(Embedded)
        case .bitAnd, .bitOr, .bitXor: fallthrough
      #else
        case .bitAnd:
          let (left, right) = (sp[-2], sp[-1])
          if left.bits & right.bits & 3 == 3 {
            sp[-2] = Value(bits: left.bits & right.bits)
          } else {
            r.pointee.sp = sp
            sp[-2] = try bitwise(opcode, left, right)
          }
          sp -= 1
        case .bitOr:
          let (left, right) = (sp[-2], sp[-1])
          if left.bits & right.bits & 3 == 3 {
            sp[-2] = Value(bits: left.bits | right.bits)
          } else {
            r.pointee.sp = sp
            sp[-2] = try bitwise(opcode, left, right)
          }
          sp -= 1
        case .bitXor:
          let (left, right) = (sp[-2], sp[-1])
          if left.bits & right.bits & 3 == 3 {
            sp[-2] = Value(bits: left.bits ^ right.bits | 3)
          } else {
            r.pointee.sp = sp
            sp[-2] = try bitwise(opcode, left, right)
          }
          sp -= 1
      #endif
      case .shiftRight, .shiftRightUnsigned, .shiftLeft:
        r.pointee.sp = sp
        sp[-2] = try bitwise(opcode, sp[-2], sp[-1])
        sp -= 1
      case .bitNot:
        r.pointee.sp = sp
        sp[-1] = try newInteger(~int32(sp[-1]))

      case .equal:
        sp -= 1
        sp[-1] = Value(areEqual(sp[-1], sp[0]))
      case .notEqual:
        sp -= 1
        sp[-1] = Value(!areEqual(sp[-1], sp[0]))
      case .logicalNot:
        sp[-1] = Value(!isTrue(sp[-1]))
      case .typeOf:
        r.pointee.sp = sp
        sp[-1] = try newString(try typeName(sp[-1]))

      case .throw:
        sp -= 1
        r.pointee.pc = pc
        r.pointee.sp = sp
        guard try unwind(sp.pointee) else { return .threw }
        pc = r.pointee.pc
        sp = r.pointee.sp

      case .await:
        r.pointee.sp = sp
        let result = try suspend(pc)
        if try returnFromFrame(result, &pc, &sp) { return .returned }
      case .asyncResume:
        r.pointee.sp = sp
        let count = Int(operand(&pc))
        let hasFailed = try asyncResume(count, Int(operand(&pc)))
        sp = r.pointee.sp
        if hasFailed {
          sp -= 1
          r.pointee.pc = pc
          r.pointee.sp = sp
          guard try unwind(sp.pointee) else { return .threw }
          pc = r.pointee.pc
          sp = r.pointee.sp
        }

      #if !hasFeature(Embedded)
        case .shortCall1, .shortCall2, .shortCall3, .shortCall4, .shortCall5, .shortCall6, .shortCall7,
          .shortCall8, .shortCall9, .shortCall10, .shortCall11, .shortCall12, .shortCall13, .shortCall14,
          .shortCall15:
          fallthrough
      #endif
      case .new, .awaitCall, .callHost, .shortCallByte, .shortCall0:
        r.pointee.pc = pc
        r.pointee.sp = sp
        #if !hasFeature(Embedded)
          returnFuel(fuel)
          defer { fuel = takeFuel() }
        #endif
        if try callSpecially(opcode, byte) == .threw {
          guard try unwind(r.pointee.result) else { return .threw }
        }
        pc = r.pointee.pc
        sp = r.pointee.sp

      case .extended:
        r.pointee.sp = sp
        let code = operand(&pc)
        r.pointee.pc = pc
        if let result = try runExtended(code) {
          pc = r.pointee.pc
          if try returnFromFrame(result, &pc, &sp) { return .returned }
        } else {
          pc = r.pointee.pc
          sp = r.pointee.sp
        }

      case .objectGetByName, .objectSetByName:
        try fail(.notImplemented)
      #if !hasFeature(Embedded)
        case .arrayGet1, .arrayGet2, .arrayGet3, .arrayGet4, .arrayGet5, .arrayGet6, .arrayGet7, .arrayGet8,
          .arrayGet9, .arrayGet10, .arrayGet11, .arrayGet12, .arrayGet13, .arrayGet14, .arrayGet15,
          .arraySet1, .arraySet2, .arraySet3, .arraySet4, .arraySet5, .arraySet6, .arraySet7, .arraySet8,
          .arraySet9, .arraySet10, .arraySet11, .arraySet12, .arraySet13, .arraySet14, .arraySet15:
          fallthrough
      #endif
      case .reserved64, .rawTypeCodeOf, .reserved74, .reserved75, .reserved86, .arrayGet0, .arraySet0,
        .reservedED, .reservedEE, .reservedEF, .reservedF7, .reservedF8, .reservedF9, .reservedFA,
        .reservedFB, .reservedFC, .reservedFD, .reservedFE, .reservedFF:
        try fail(.invalidBytecode)
      }
    }
  }
}
