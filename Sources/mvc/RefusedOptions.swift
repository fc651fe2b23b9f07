import ArgumentParser

/// Options of the reference's command line that have nothing to do here, each of which says what to do instead.
struct RefusedOptions: ParsableArguments {
  @Option(help: .hidden) var mapFile: String?
  @Flag(help: .hidden) var generateLib = false
  @Flag(help: .hidden) var generatePort = false

  func validate() throws {
    if mapFile != nil {
      throw ValidationError(
        "Use --output-disassembly (with no filename argument) instead of --map-file")
    }
    if generateLib {
      throw ValidationError(
        "--generate-lib: there are no C files to copy; link the library product 'microvium' of this package, whose header is Sources/CMicrovium/include/microvium.h"
      )
    }
    if generatePort {
      throw ValidationError(
        "--generate-port: the engine needs no port file; what can be configured is in Sources/CMicrovium/include/microvium.h"
      )
    }
  }
}
