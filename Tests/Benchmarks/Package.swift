// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the benchmark library never reaches someone who only wants the tools.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "microvium-boost", path: "../.."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "OptimizerBenchmarks",
      dependencies: [
        .product(name: "MicroviumBoost", package: "microvium-boost"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/OptimizerBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "EngineBenchmarks",
      dependencies: [
        .product(name: "MicroviumRuntime", package: "microvium-boost"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/EngineBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
