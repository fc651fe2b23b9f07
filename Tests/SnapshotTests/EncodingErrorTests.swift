import IL
import Snapshot
import Testing

/// Programs that are right but do not fit the format.
@Suite struct EncodingErrorTests {
  private func error(_ program: Program) throws -> EncodingError? {
    try Verifier.verify(program, .encodable)
    return #expect(throws: EncodingError.self) { try EncodedSnapshot(program) }
  }

  /// A program with `count` byte arrays of 4094 bytes and one of `rest`.
  private func bytes(_ count: Int, rest: Int, in region: Allocation.Region) -> Program {
    var program = Program()
    for size in Array(repeating: 4094, count: count) + [rest] {
      program.globals.append(
        Global(
          .allocation(
            program.allocations.append(Allocation(region, .uint8Array(Array(repeating: 1, count: size)))))))
    }
    return program
  }

  @Test func addresses() throws {
    let error = try error(bytes(8, rest: 100, in: .rom))
    #expect(error?.limit == .address)
    #expect(
      error?.description == "the section globals would start at 0x8090; the engine reaches 0x7fff")
    // The same in the heap, whose contents may be beyond.
    _ = try EncodedSnapshot(bytes(8, rest: 100, in: .ram))
  }

  @Test func sizes() throws {
    let largest = try EncodedSnapshot(bytes(15, rest: 4018, in: .ram))
    #expect(largest.bytes.count == 65534)
    #expect(try DecodedSnapshot(largest.bytes).program == bytes(15, rest: 4018, in: .ram))
    let error = try error(bytes(15, rest: 4019, in: .ram))
    #expect(error?.limit == .fileSize)
    #expect(error?.description == "the snapshot would have 65536 bytes; the format allows 65534")
  }

  /// A function whose catch block is behind `filler` bytes of other code.
  private func catching(behind filler: Int) -> Program {
    var operations: [Operation] = [.startTry(Label(0))]
    operations += Array(repeating: .scopeClone, count: filler)
    operations += [.literal(.undefined), .throwValue, .label(Label(0)), .returnValue]
    var program = Program()
    program.exports = [
      Export(id: 1, value: .function(program.functions.append(Function(StackCode(operations)))))
    ]
    return program
  }

  @Test func continuationOffsets() throws {
    let farthest = try EncodedSnapshot(catching(behind: 8182))
    #expect(
      try DecodedSnapshot(farthest.bytes).program.canonicalized() == catching(behind: 8182).canonicalized())
    let error = try error(catching(behind: 8183))
    #expect(error?.limit == .continuationOffset)
    #expect(
      error?.description
        == "a catch block or resume point is 8192 bytes behind the start of its function; the format allows 8188"
    )
  }

  /// A function that calls import `index` directly.
  private func calling(_ index: Int) -> Program {
    var program = Program()
    for hostID in 0...index { program.imports.append(HostImport(hostID: UInt16(hostID))) }
    let code: [Operation] = [
      .literal(.undefined), .callHost(ImportID(index), argumentCount: 1, isVoid: false), .returnValue,
    ]
    program.exports = [Export(id: 1, value: .function(program.functions.append(Function(StackCode(code)))))]
    return program
  }

  @Test func hostCalls() throws {
    let last = try EncodedSnapshot(calling(255))
    #expect(try DecodedSnapshot(last.bytes).program.essential == calling(255).essential)
    let error = try error(calling(256))
    #expect(error?.limit == .hostCallIndex)
    #expect(error?.description == "a direct call of import 256; the instruction reaches the first 256")
  }
}
