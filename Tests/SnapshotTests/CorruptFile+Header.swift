import TestSupport

extension CorruptFile {
  /// Files of which already the header is wrong.
  static let header: [CorruptFile] = [
    .init(
      .truncated, [],
      "0x0000: the file is empty; expected at least the 28 bytes of a header"),
    .init(
      .truncated, Array(WorkedExample.bytes.prefix(27)),
      "0x001b: the file ends after 27 bytes; expected at least the 28 bytes of a header"),
    .init(
      .bytecodeVersion, WorkedExample.patched(bytes: [0: 6]),
      "0x0000: bytecode version 6 of the Microvium compilers of 2022; expected version 8, which Microvium 8 writes"
    ),
    .init(
      .bytecodeVersion, WorkedExample.patched(bytes: [0: 7]),
      "0x0000: bytecode version 7 of an older Microvium compiler; expected version 8, which Microvium 8 writes"
    ),
    .init(
      .bytecodeVersion, WorkedExample.patched(bytes: [0: 9]),
      "0x0000: bytecode version 9 of a newer Microvium compiler; expected version 8, which Microvium 8 writes"
    ),
    .init(
      .bytecodeVersion, Array("#!/bin/sh\n".utf8),
      "0x0000: bytecode version 35, so this is probably not a Microvium snapshot; expected version 8, which Microvium 8 writes"
    ),
    .init(
      .headerSize, WorkedExample.patched(bytes: [1: 30]),
      "0x0001: header size 30; expected 28"),
    .init(
      .engineVersion, WorkedExample.patched(bytes: [2: 1]),
      "0x0002: needs engine version 8.1; expected 8.0"),
    .init(
      .size, WorkedExample.bytes.dropLast(2),
      "0x0004: the header says 104 bytes, the file has 102; expected a file that is neither cut off nor extended"
    ),
    .init(
      .size, WorkedExample.bytes + [0, 0],
      "0x0004: the header says 104 bytes, the file has 106; expected a file that is neither cut off nor extended"
    ),
    .init(
      .size, PatchedImage(WorkedExample.bytes + [0]).repaired,
      "0x0004: the file has 105 bytes; expected an even number"),
    .init(
      .crc, WorkedExample.bytes.dropLast() + [1],
      "0x0006: the CRC in the header is 0xecc1; expected 0xfce0, the CRC of the content"),
    .init(
      .featureFlags, WorkedExample.patched(bytes: [8: 7]),
      "0x0008: unknown feature flags 0x0007; expected only bits 0 (floats) and 1 (overflow checks)"),
  ]

  /// Files with a wrong table of sections.
  static let sections: [CorruptFile] = [
    .init(
      .sectionOrder, WorkedExample.patched([12: 0x1E]),
      "0x000c: the section imports starts at 0x001e; expected 0x001c, the end of the header"),
    .init(
      .sectionOrder, WorkedExample.patched([18: 0x20]),
      "0x0012: the section built-ins starts at 0x0020; expected an offset from 0x0022 to 0x0068"),
    .init(
      .sectionOrder, WorkedExample.patched([26: 0x6A]),
      "0x001a: the section heap starts at 0x006a; expected an offset from 0x0058 to 0x0068"),
    .init(
      .sectionAlignment, WorkedExample.patched([24: 0x57]),
      "0x0018: the section globals starts at 0x0057; expected an even offset"),
    .init(
      .sectionSize, WorkedExample.patched([14: 0x20]),
      "0x0020: the section exports has 2 bytes; expected a multiple of 4"),
    .init(
      .sectionSize, WorkedExample.patched([20: 0x32]),
      "0x0022: the section built-ins has 16 bytes; expected 14"),
    .init(
      .shortCallTable, WorkedExample.patched([14: 0x1C, 16: 0x20]),
      "0x0020: a short-call table of 2 bytes; expected none, as Microvium 8 writes none"),
  ]
}
