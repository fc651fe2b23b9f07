import Benchmark
import Boost
import Foundation
import Snapshot

/// How long each stage of the optimizer takes for programs of growing size.
///
/// The programs are those in `Tests/Fixtures/linked`: time per byte should hardly grow from one to the next.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .peakMemoryResident], timeUnits: .microseconds, maxDuration: .seconds(3))
  for size in ["4k", "8k", "19k", "30k"] {
    guard let bytes = snapshot(size) else { fatalError("the fixture \(size).mvm-bc is missing") }
    Benchmark("decode \(size)") { _ in blackHole(try DecodedSnapshot(bytes)) }
    Benchmark("encode \(size)") { benchmark in
      let program = try DecodedSnapshot(bytes).program
      benchmark.startMeasurement()
      blackHole(try EncodedSnapshot(program))
    }
    Benchmark("optimize \(size)") { _ in blackHole(try Optimizer().optimize(bytes)) }
  }
}

/// The bytes of a linked fixture.
private func snapshot(_ size: String) -> [UInt8]? {
  let fixtures = URL(fileURLWithPath: #filePath).appending(path: "../../../../Fixtures/linked").standardized
  return try? Array(Data(contentsOf: fixtures.appending(path: "\(size).mvm-bc")))
}
