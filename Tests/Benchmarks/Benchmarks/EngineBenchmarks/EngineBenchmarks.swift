import Benchmark
import Foundation
import Runtime

/// How long the engine takes for the small programs in `Tests/Fixtures/bench`.
///
/// Export 1 of each is called with an argument that says how much to do. Arguments stay within the integers that fit
/// a slot, so that loop counters are not allocated.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock], timeUnits: .microseconds, maxDuration: .seconds(2))
  for (name, argument) in programs {
    Benchmark("run \(name)") { benchmark in
      let vm = try VM(snapshot: try snapshot(name), other: { _ in .function { _ in .undefined } })
      benchmark.startMeasurement()
      blackHole(try vm.call(export: 1, [.number(argument)]))
    }
  }
}

private let programs: [(name: String, argument: Double)] = [
  ("async", 8000), ("closures", 8000), ("dispatch", 8000), ("exceptions", 8000), ("fib", 20), ("gc", 8000),
  ("mandelbrot", 48), ("matmul", 4), ("objects", 8000), ("sieve", 14), ("strings", 8000),
]

/// The bytes of a benchmark program.
private func snapshot(_ name: String) throws -> [UInt8] {
  let fixtures = URL(fileURLWithPath: #filePath).appending(path: "../../../../Fixtures/bench").standardized
  return Array(try Data(contentsOf: fixtures.appending(path: "\(name).mvm-bc")))
}
