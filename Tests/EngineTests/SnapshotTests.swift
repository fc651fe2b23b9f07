import CaseRunner
import Foundation
import Runtime
import Testing

/// Sections 2 and 10 of the specification.
@Suite("Restoring and taking snapshots")
struct SnapshotTests {
  private let sample = SnapshotBuilder.build { builder in
    builder.imports = [7]
    builder.globals = [3]
    builder.export(0, builder.function(Code.global(0), Code.ret))
    builder.export(1, builder.function(Code.arg(1), Code.storeGlobal(0), Code.undefined, Code.ret))
  }

  private func error(_ bytes: [UInt8], _ imports: [UInt16: Import] = [7: .function { _ in .undefined }])
    -> Int32?
  {
    Run.error { _ = try VM(snapshot: bytes, imports: imports) }
  }

  private func changed(_ offset: Int, _ byte: UInt8, checksum: Bool = true) -> [UInt8] {
    var bytes = sample
    bytes[offset] = byte
    return checksum ? Mutation.withChecksum(bytes) : bytes
  }

  @Test("checks come in their order")
  func checks() {
    #expect(error(sample) == nil)
    #expect(error([]) == 18)
    #expect(error(Array(sample.prefix(27))) == 18)
    #expect(error(sample + [0, 0]) == 18)
    #expect(error(changed(30, 0xFF, checksum: false)) == 27)
    #expect(error(changed(1, 255)) == 18)
    #expect(error(changed(0, 7)) == 49)
    #expect(error(changed(2, 1)) == 35)
    #expect(error(changed(8, 2)) == 28)
    #expect(error(sample, [:]) == 9)
    // The reserved byte and other feature flags mean nothing.
    #expect(error(changed(3, 1)) == nil)
    #expect(error(changed(9, 0xFF)) == nil)
    // A section that begins before the one it follows.
    #expect(error(changed(14, 26)) == 18)
  }

  @Test("a heap above the limit is error 33")
  func heapLimit() {
    var options = Configuration()
    options.heapLimit = 4
    let bytes = SnapshotBuilder.build { builder in
      builder.globals = [builder.heap(15, [1, 1, 1])]
    }
    #expect(Run.error { _ = try VM(snapshot: bytes, options: options) } == 33)
  }

  @Test("heaps that do not parse are refused")
  func badHeaps() {
    func restored(_ words: [UInt16], type: UInt16 = 15) -> Int32? {
      error(SnapshotBuilder.build { builder in builder.globals = [builder.heap(type, words)] })
    }
    #expect(restored([1, 1]) == nil)
    #expect(restored([6, 1]) == 18)
    #expect(restored([0xFFFD, 1]) == 18)
    #expect(restored([1], type: 5) == 18)
    #expect(restored([5, 7], type: 13) == 18)
    #expect(error(SnapshotBuilder.build { $0.globals = [100] }) == 18)
  }

  @Test("a snapshot has the globals and the heap, and restores")
  func roundTrip() throws {
    let vm = try VM(snapshot: sample, imports: [7: .function { _ in .undefined }])
    #expect(same(try vm.call(export: 0), 0))
    for value: GuestValue in [1, "text", 1.5, .bytes([1, 2, 3]), .bytes([]), 100_000] {
      try vm.call(export: 1, [value])
      let copy = try VM(snapshot: try vm.createSnapshot(), imports: [7: .function { _ in .undefined }])
      #expect(same(try copy.call(export: 0), value))
      try copy.collectGarbage()
      #expect(same(try copy.call(export: 0), value))
    }
  }

  @Test("an unchanged machine gives the snapshot that it came from", arguments: Corpus.names)
  func identity(name: String) throws {
    let files = try Corpus.load(name)
    let vm = try VM(snapshot: files.snapshot, other: { _ in .function { _ in .undefined } })
    #expect(try vm.createSnapshot() == files.snapshot)
  }

  @Test("a snapshot may be taken inside a host function")
  func whileActive() throws {
    var taken: [UInt8] = []
    let holder = Holder()
    let imports: [UInt16: Import] = [
      7: .function { _ in
        taken = try holder.vm?.createSnapshot() ?? []
        return .undefined
      }
    ]
    let bytes = SnapshotBuilder.build { builder in
      builder.imports = [7]
      builder.globals = [3]
      builder.export(
        0,
        builder.function(
          Code.integer(5), Code.storeGlobal(0), Code.undefined, [0x77, 1, 0], Code.pop, Code.integer(6),
          Code.storeGlobal(0), Code.undefined, Code.ret))
      builder.export(1, builder.function(Code.global(0), Code.ret))
    }
    let vm = try VM(snapshot: bytes, imports: imports)
    holder.vm = vm
    try vm.call(export: 0)
    holder.vm = nil
    #expect(same(try vm.call(export: 1), 6))
    #expect(same(try VM(snapshot: taken, imports: imports).call(export: 1), 5))
  }

  @Test("exports: missing ones are error 19, duplicates give the first")
  func exports() throws {
    let vm = try Run.vm { builder in
      builder.export(5, 4 * 1 + 3)
      builder.export(5, 4 * 2 + 3)
    }
    #expect(same(try vm.export(5), 1))
    #expect(Run.error { _ = try vm.export(6) } == 19)
    #expect(Run.error { try vm.call(export: 6) } == 19)
  }
}

private final class Holder {
  var vm: VM?
}
