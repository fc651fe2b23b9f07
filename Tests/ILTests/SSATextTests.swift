import IL
import TestSupport
import Testing

/// Printing and parsing bodies in SSA form.
@Suite struct SSATextTests {
  private static let header = """
    import !h0 = 1
    global @g0 = 1
    ram $a0 = array []


    """

  /// Every operation with every kind of operand, every terminator, and every kind of header.
  private static var everything: Program {
    get throws {
      var program = try Program(parsing: header)
      let operands: [Operand] = [
        .local(Local(0)), .literal(.integer(-5)), .literal(.handle(AllocationID(0))),
        .literal(.function(FunctionID(0))),
      ]
      var blocks = [BasicBlock(parameters: [Local(0), Local(90)], scope: Local(7))]
      var next = 100
      for operation in SSAOperation.examples {
        let signature = operation.signature
        let hasResult = signature.result != .none
        next += 1
        blocks[0].instructions.append(
          SSAInstruction(
            hasResult ? Local(next) : nil, operation,
            Array(operands.prefix(signature.operandCount.upperBound))))
      }
      for terminator in Terminator.examples(using: Local(0), to: BlockID(1)) {
        blocks.append(BasicBlock(terminator: terminator))
      }
      blocks.append(BasicBlock(scope: Local(8)))
      program.functions.append(Function(.ssa(SSABody(blocks, cellCount: 3))))
      return program
    }
  }

  @Test func everyOperationReadsBack() throws {
    let program = try Self.everything
    let parsed = try Program(parsing: program.description)
    #expect(parsed == program)
    #expect(parsed.description == program.description)
  }

  @Test func textStaysAsItIs() throws {
    let text =
      Self.header + """
        function &f0 entry 2 {
        b0(%3, %12) in %4:
          %5 = load_scoped 4, %4
          store_global @g0, "a"
          store_cell 2, %5
          call_void &f0, undefined, %5, nan
          call_host_void !h0, null
          %6 = call_function &f0
          branch %6, b1, b2(%6, handle $a0)
        b1:
          start_try b0(1, 2), b1
        b2(%7, %8):
          async_complete %7, %8, true
        }

        """
    let program = try Program(parsing: text)
    #expect(program.description == text)
    let body = try #require(program.functions[FunctionID(0)].ssa)
    #expect(body.blocks.count == 3)
    #expect(body.cellCount == 3)
    #expect(body.localCount == 13)
    #expect(body.blocks[0].parameters == [Local(3), Local(12)])
    #expect(body.blocks[1].terminator.handler == BlockID(1))
  }

  /// The stack form and the SSA form in one program.
  @Test func formsMix() throws {
    let text = """

      function &f0 {
        literal 1
        return
      }

      function &f1 {
      b0:
        return 1
      }

      """
    let program = try Program(parsing: text)
    #expect(program.description == text)
    #expect(program.functions[FunctionID(0)].ssa == nil)
    #expect(
      program.functions[FunctionID(1)].ssa
        == SSABody([BasicBlock(terminator: .init(.returnValue(.literal(.integer(1)))))]))
  }

  @Test func partsHaveTexts() throws {
    let names = Names(try Self.everything)
    #expect(names[SSAOperation.loadGlobal(GlobalID(0))] == "load_global @g0")
    #expect(names[SSAOperation.endTry] == "end_try")
    #expect(names[Operand.local(Local(4))] == "%4")
    #expect(names[Operand.literal(.hostFunction(ImportID(0)))] == "!h0")
    #expect(names[SSAInstruction(Local(1), .call, [.local(Local(0))])] == "%1 = call %0")
    #expect(names[Edge(BlockID(2), [.local(Local(0)), .literal(.null)])] == "b2(%0, null)")
    #expect(
      names[Terminator(.startTry(Edge(BlockID(1)), handler: BlockID(2)))] == "start_try b1, b2")
  }

  @Test(arguments: [
    ("b1:\nreturn 1\n", "2:1: expected b0, because blocks stand in the order of their numbers"),
    (
      "b0:\nreturn 1\nb0:\nreturn 1\n", "4:1: expected b1, because blocks stand in the order of their numbers"
    ),
    ("b0\n", "2:3: expected ':'"),
    ("b0:  jump b0\n", "2:6: expected the end of the line"),
    ("b0(:\n", "2:4: expected a parameter such as %0"),
    ("b0():\n", "2:4: expected a parameter such as %0"),
    ("b0(%1 %2):\n", "2:7: expected ','"),
    ("b0(5):\n", "2:4: expected a parameter such as %0"),
    ("b0(%01):\n", "2:4: expected a parameter such as %0"),
    ("b0(%1048576):\n", "2:4: the index in %1048576 is too large"),
    ("b0 in 5:\n", "2:7: expected a scope such as %0"),
    ("b0:\n", "3:1: the block before this has no terminator"),
    ("b0:\n  end_try\nb1:\n", "4:1: the block before this has no terminator"),
    ("b0:\n  jump b0\n  end_try\n", "4:3: expected a block or '}'"),
    ("b0:\n  fly\n", "3:3: there is no instruction fly with these operands"),
    ("b0:\n  %0 = fly 5\n", "3:8: there is no instruction fly with these operands"),
    ("b0:\n  %0 = load_arg\n", "3:8: there is no instruction load_arg with these operands"),
    ("b0:\n  %0 = load_arg %1\n", "3:8: there is no instruction load_arg with these operands"),
    ("b0:\n  %0 = load_arg \"a\"\n", "3:8: there is no instruction load_arg with these operands"),
    ("b0:\n  %0 = load_arg 65536\n", "3:17: expected a count from 0 to 65535"),
    ("b0:\n  %0 = load_arg 1 2\n", "3:19: expected ','"),
    ("b0:\n  %0 = add 1 2\n", "3:14: expected ','"),
    ("b0:\n  %0 = add 1,\n", "3:14: expected a value"),
    ("b0:\n  %0 add 1, 2\n", "3:6: expected '='"),
    ("b0:\n  %x = add 1, 2\n", "3:3: expected a local"),
    ("b0:\n  %0 = load_global @x\n", "3:20: @x is not defined"),
    ("b0:\n  %0 = call_host !x\n", "3:18: !x is not defined"),
    ("b0:\n  %0 = call_function &x\n", "3:22: &x is not defined"),
    ("b0:\n  return\n", "3:9: expected a value"),
    ("b0:\n  return b1\n", "3:10: expected a value, found b1"),
    ("b0:\n  jump 5\n", "3:8: expected a block such as b0"),
    ("b0:\n  jump b0(1\n", "3:12: expected ','"),
    ("b0:\n  branch 1, b0\n", "3:15: expected ','"),
    ("b0:\n  start_try b0, 5\n", "3:17: expected a catch block such as b0"),
    ("b0:\n  throw 1 2\n", "3:11: expected the end of the line"),
    ("literal 1\nb0:\n", "3:3: expected a value"),
  ])
  func mistakesAreReported(_ code: String, _ message: String) {
    let error = #expect(throws: ParseError.self) {
      try Program(parsing: "function &f0 {\n\(code)}\n")
    }
    #expect(error?.description == message)
  }
}
