import IL
import Snapshot
import Testing
import TestSupport

/// The example that the description of the format explains byte by byte.
@Suite struct WorkedExampleTests {
  @Test func decodes() throws {
    #expect(try DecodedSnapshot(WorkedExample.bytes).program.description == WorkedExample.text)
  }

  /// The reference compiler writes such headers for its stubs; the right number is written again.
  @Test func stackHeightInTheFileDoesNotMatter() throws {
    let snapshot = try DecodedSnapshot(WorkedExample.patched([0x42: 0x5000]))
    #expect(snapshot.program.description == WorkedExample.text)
    let untouched = try DecodedSnapshot(WorkedExample.bytes).program
    #expect(try EncodedSnapshot(snapshot.program).bytes == EncodedSnapshot(untouched).bytes)
  }

  @Test func hasTheChecksumOfTheDescription() {
    #expect(PatchedImage.checksum(of: WorkedExample.bytes[8...]) == 0xECC1)
    #expect(PatchedImage.checksum(of: "123456789".utf8) == 0x29B1)
    #expect(PatchedImage(WorkedExample.bytes).repaired == WorkedExample.bytes)
  }

  /// Each part is where the description says.
  @Test(arguments: [
    (0x00..<0x1C, FileMap.Owner.header, FileMap.Part.fileHeader),
    (0x1C..<0x1E, .hostImport(ImportID(0)), .entry),
    (0x1E..<0x22, .export(0), .entry),
    (0x22..<0x24, .internedKeys, .entry),
    (0x24..<0x26, .builtin(.arrayPrototype), .entry),
    (0x2E..<0x30, .builtin(.promisePrototype), .entry),
    (0x30..<0x32, .string(StringID(0)), .entry),
    (0x32..<0x34, .string(StringID(0)), .allocationHeader),
    (0x34..<0x36, .string(StringID(0)), .body),
    (0x36..<0x38, .number(Number(70000)), .allocationHeader),
    (0x38..<0x3C, .number(Number(70000)), .body),
    (0x3C..<0x3E, .padding, .filler),
    (0x40..<0x42, .hostImport(ImportID(0)), .body),
    (0x42..<0x44, .function(FunctionID(0)), .allocationHeader),
    (0x44..<0x45, .function(FunctionID(0)), .instruction(0)),
    (0x56..<0x58, .function(FunctionID(0)), .instruction(12)),
    (0x58..<0x5A, .global(GlobalID(0)), .slot),
    (0x5C..<0x5E, .internedKeys, .slot),
    (0x5E..<0x60, .allocation(AllocationID(0)), .allocationHeader),
    (0x60..<0x68, .allocation(AllocationID(0)), .body),
  ])
  func everyPartHasItsOwner(_ range: Range<Int>, _ owner: FileMap.Owner, _ part: FileMap.Part) throws {
    let map = try DecodedSnapshot(WorkedExample.bytes).map
    let region = try #require(map.regions.first { $0.range == range })
    #expect(region.owner == owner)
    #expect(region.part == part)
  }

  /// The variables fill the slot before the handle, and the last cell of ROM needs no padding.
  @Test func encodesIntoTheSameSize() throws {
    let encoded = try EncodedSnapshot(DecodedSnapshot(WorkedExample.bytes).program).bytes
    #expect(encoded.count <= WorkedExample.bytes.count)
    #expect(try DecodedSnapshot(encoded).program.description == WorkedExample.text)
  }
}
