import Foundation
import Report
import TestSupport
import Testing

@Suite struct CArrayTests {
  @Test(
    "The name of the file becomes a C identifier",
    arguments: [
      ("app.h", "app"), ("build/app.boost.mvm-bc", "app_boost"), ("app.mvm-bc.h", "app"),
      ("my-app v2.h", "my_app_v2"),
      ("2nd.h", "snapshot_2nd"), ("_x.h", "snapshot__x"), ("int.h", "snapshot_int"), ("größe.h", "gr__e"),
      ("uint8_t.h", "snapshot_uint8_t"), ("", "snapshot_"), (".h", "snapshot_"),
    ])
  func identifier(fileName: String, expected: String) {
    #expect(CArray.identifier(for: fileName) == expected)
  }

  @Test("The header is as reviewed")
  func golden() {
    let bytes = Fixtures.snapshot("bench/fib").bytes
    expectGolden(CArray(bytes, fileName: "fib.h", origin: "fib.mvm-bc").text, "c-array-fib.h")
  }

  @Test("A file name cannot end the comment early")
  func commentInjection() {
    let text = CArray([1], fileName: "a.h", origin: "a*/b\nc").text
    #expect(text.hasPrefix("/* a*_/b c: a Microvium snapshot of 1 byte."))
  }

  /// Compiles a program that includes the header and writes the array, and returns what it writes.
  @Test(
    "A C compiler gets the same bytes, aligned, and includes the header twice without complaint",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/cc")),
    arguments: ["bench/fib", "bench/matmul"])
  func compiles(name: String) throws {
    let bytes = Fixtures.snapshot(name).bytes
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("c-array-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let header = CArray(bytes, fileName: "app.h", origin: name).text
    try Data(header.utf8).write(to: folder.appendingPathComponent("app.h"))
    let program = """
      #include "app.h"
      #include "app.h"
      #include <stdio.h>
      int main(void) {
        if ((uintptr_t)app % 4 != 0 || sizeof app != APP_SIZE) return 2;
        return fwrite(app, 1, APP_SIZE, stdout) == APP_SIZE ? 0 : 1;
      }
      """
    try Data(program.utf8).write(to: folder.appendingPathComponent("main.c"))
    let compiler = try run(
      "/usr/bin/cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-o", "main", "main.c", in: folder)
    try #require(compiler.status == 0)
    let result = try run(folder.appendingPathComponent("main").path, in: folder)
    #expect(result.status == 0)
    #expect(result.output == bytes)
  }

  private func run(
    _ path: String, _ arguments: String..., in folder: URL
  ) throws -> (status: Int32, output: [UInt8]) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, Array(output))
  }
}
