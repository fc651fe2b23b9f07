import IL
import Snapshot
import TestSupport

extension CorruptFile {
  /// Code that the engine could not execute, in the worked example, whose function is at 0x44.
  static let code: [CorruptFile] = [
    .init(
      .opcode, WorkedExample.patched(bytes: [0x44: 0x0C]),
      "0x0044: instruction 0c; expected an instruction that the 8.0.0 engine executes"),
    .init(
      .opcode, WorkedExample.patched(bytes: [0x44: 0x66]),
      "0x0044: instruction 66; expected an instruction that the 8.0.0 engine executes"),
    .init(
      .opcode, WorkedExample.patched(bytes: [0x54: 0x7D, 0x55: 0x0E]),
      "0x0054: instruction 7d 0e; expected an instruction that the 8.0.0 engine executes"),
    .init(
      .opcode, WorkedExample.patched(bytes: [0x44: 0x41]),
      "0x0044: instruction 41; expected an instruction that the 8.0.0 engine executes"),
    .init(
      .instructionBoundary, WorkedExample.patched(bytes: [0x57: 0xF2]),
      "0x004a: a jump lands inside the instruction at 0x0049; expected the start of an instruction"),
    .init(
      .instructionBoundary, WorkedExample.patched(bytes: [0x56: 0x67, 0x57: 0x01]),
      "0x0058: control runs off the end of the function at 0x0044"),
    .init(
      .instructionBoundary, WorkedExample.patched(bytes: [0x56: 0x67, 0x57: 0x88]),
      "0x0057: an instruction is cut off by the end of ROM at 0x0058"),
    .init(
      .branchTarget, WorkedExample.patched(bytes: [0x46: 0x7F]),
      "0x0045: branch target 0x00c6 is outside function at 0x0044; expected a target from 0x0044 to 0x0057"),
    .init(
      .branchTarget, WorkedExample.patched(bytes: [0x57: 0x80]),
      "0x0056: branch target -0x0028 is outside function at 0x0044; expected a target from 0x0044 to 0x0057"),
    .init(
      .stackDepth, WorkedExample.patched(bytes: [0x44: 0x67]),
      "0x0044: pops 1 values from a stack of 0"),
    .init(
      .stackDepth, WorkedExample.patched(bytes: [0x47: 0x67]),
      "0x0047: pops 1 values from a stack of 0"),
    .init(
      .stackDepth, WorkedExample.patched(bytes: [0x55: 0x02]),
      "0x0047: the stack depth is 0 on one path and 1 on another"),
    .init(
      .globalIndex, WorkedExample.patched([0x4A: 3]),
      "0x0049: global 3; expected an index below 3"),
    .init(
      .handleSlot, WorkedExample.patched([0x4A: 2]),
      "0x005c: a global variable that is also a handle; expected one or the other"),
    .init(
      .pointerTarget, WorkedExample.patched([0x51: 0x0101]),
      "0x0051: pointer 0x0101; expected a target in ROM, globals or heap"),
    .init(
      .pointerTarget, WorkedExample.patched(bytes: [0x4D: 0x90]),
      "0x004d: a call of a function at 0x0001; expected a function in ROM"),
    .init(
      .importIndex, WorkedExample.patched(bytes: [0x4D: 0x77, 0x4E: 0x01, 0x4F: 0x01]),
      "0x004d: import 1; expected an index below 1"),
    .init(
      .program, WorkedExample.patched(bytes: [0x44: 0x50]),
      "0x0044: &f0, instruction 0: length 0 is not within 1…255"),
    .init(
      .catchTarget, throwing.with(0x45, in: function, .instruction(0), plus: 2),
      "0x0030: catch block 0x0045; expected a 4-aligned offset + 1 within the function at 0x0030"),
    .init(
      .catchTarget, throwing.with(0x44, in: function, .instruction(0), plus: 2),
      "0x0030: catch block 0x0044; expected a 4-aligned offset + 1 within the function at 0x0030"),
    .init(
      .catchTarget, throwing.with(0x1001, in: function, .instruction(0), plus: 2),
      "0x0030: catch block 0x1001; expected a 4-aligned offset + 1 within the function at 0x0030"),
  ]

  private static let function = FileMap.Owner.function(FunctionID(0))

  private static let throwing = Original(
    """
    export 1 = &f0
    function &f0 {
      start_try L0
      literal 1
      throw
    L0:
      return
    }
    """)

  private static let awaiting = Original(
    """
    export 1 = &f0
    global @waiting = $scope
    ram $scope = closure [&f0:L0, no_op, 1]
    function &f0 {
      async_start 3
      literal 1
      load_arg 1
      await
    L0:
      async_resume
      async_return
    }
    """)

  /// Resume points that do not fit the code around them.
  static let async: [CorruptFile] = [
    .init(
      .resumePoint, awaiting.with(byte: 2, in: function, .instruction(5), plus: 1),
      "0x0038: async_resume 2 3; expected 1 3, as the stack is at the await"),
    .init(
      .resumePoint, awaiting.with(byte: 2, in: function, .instruction(5), plus: 2),
      "0x0038: async_resume 1 2; expected 1 3, as the stack is at the await"),
    .init(
      .resumePoint, awaiting.with(byte: 0x67, in: function, .instruction(5)),
      "0x0038: the resume point of an await does not resume; expected async_resume"),
    .init(
      .continuationHeader, awaiting.with(0x5803, in: function, .continuationHeader),
      "0x0036: a continuation of a function at 0x002c; expected a function before it in ROM"),
    .init(
      .continuationHeader, continuationOfWrongPlace,
      "0x0030: a reference to 0x0030 in the function at 0x002c; expected a catch block or resume point"),
  ]

  /// A closure whose continuation is in the right function, but not where it can be entered.
  private static var continuationOfWrongPlace: [UInt8] {
    var image = ImageBuilder()
    let code: [UInt8] = [0x01, 0x60, 0x01, 0x58, 0x01, 0x60]
    _ = image.addROM(header: 0x5001, code)
    let body = (image.romStart + 2 + 3) & ~3
    image.globals = [image.addHeap(type: 15, words: [body + 4 | 1]), body | 1]
    return image.bytes
  }
}
