// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled in the Swift 6 language mode, and a warning fails the build.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "microvium-boost",
  products: [
    .executable(name: "mvboost", targets: ["mvboost"]),
    .library(
      name: "MicroviumBoost",
      targets: ["IL", "Snapshot", "SourceMaps", "Analysis", "Codec", "Interpreter", "Passes", "Boost"]),
    .executable(name: "mvc", targets: ["mvc"]),
    .executable(name: "mvrun", targets: ["mvrun"]),
    .library(name: "MicroviumRuntime", targets: ["Runtime"]),
    .library(name: "microvium", type: .static, targets: ["MicroviumABI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
  ],
  targets: [
    // Lowest layer first; a target may only depend on targets above it.
    .systemLibrary(
      name: "CGraphviz", pkgConfig: "libgvc", providers: [.apt(["libgraphviz-dev"])]),
    .target(name: "JavaScript", swiftSettings: strict),
    .target(name: "IL", swiftSettings: strict),
    .target(
      name: "Snapshot", dependencies: ["IL", .product(name: "BitCollections", package: "swift-collections")],
      swiftSettings: strict),
    .target(
      name: "Analysis",
      dependencies: [
        "IL", .product(name: "BitCollections", package: "swift-collections"),
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      swiftSettings: strict),
    .target(name: "Codec", dependencies: ["IL", "Analysis", "Snapshot"], swiftSettings: strict),
    .target(
      name: "Passes",
      dependencies: [
        "IL", "Analysis", "Codec", .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      path: "Passes", swiftSettings: strict),
    .target(name: "SourceMaps", dependencies: ["IL", "Snapshot"], swiftSettings: strict),
    .target(
      name: "Boost", dependencies: ["Analysis", "Codec", "IL", "Snapshot", "SourceMaps", "Passes"],
      swiftSettings: strict),
    .target(
      name: "Report",
      dependencies: ["IL", "Snapshot", "SourceMaps", "Analysis", "Codec", "Passes", "Boost", "CGraphviz"],
      swiftSettings: strict),
    .target(
      name: "ConsoleIO", dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),
    .executableTarget(
      name: "mvboost",
      dependencies: [
        "Analysis", "ConsoleIO", "IL", "Snapshot", "SourceMaps", "Passes", "Boost", "Report", "CaseRunner",
        "Verification", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "JavaScriptTests", dependencies: ["JavaScript", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "IL"], swiftSettings: strict),
    .testTarget(name: "PassesTests", dependencies: ["IL", "Passes"], swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["IL", "Snapshot"], path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "ILTests", dependencies: ["IL", "Snapshot", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "SnapshotTests", dependencies: ["IL", "Snapshot", "TestSupport", "Verification"],
      swiftSettings: strict),
    .testTarget(
      name: "CodecTests",
      dependencies: ["CaseRunner", "Codec", "IL", "Snapshot", "TestSupport", "Verification"],
      swiftSettings: strict),
    .testTarget(
      name: "ReportTests",
      dependencies: ["Analysis", "Boost", "IL", "Report", "Snapshot", "TestSupport", "Verification"],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["Boost", "Compiler", "Passes", "TestSupport", "Verification", "mvboost", "mvc"],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(
      name: "SourceMapsTests",
      dependencies: [
        "Boost", "Compiler", "IL", "Passes", "Report", "Snapshot", "SourceMaps", "TestSupport",
      ],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(
      name: "VerificationTests",
      dependencies: ["CaseRunner", "IL", "Snapshot", "TestSupport", "Verification"],
      swiftSettings: strict),
    .executableTarget(
      name: "CorpusTable", dependencies: ["Boost", "IL", "Snapshot"], path: "Tests/CorpusTable",
      swiftSettings: strict),
    .testTarget(name: "ProjectTests", dependencies: ["IL", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "Analysis", "Boost", "CaseRunner", "Codec", "Compiler", "IL", "Interpreter", "Passes", "Report",
        "Runtime",
        "Snapshot", "TestSupport", "Verification",
      ],
      swiftSettings: strict),

    // The engine. `Engine` depends on nothing but the C library, so that it also compiles as Embedded Swift.
    .target(name: "CEnginePort"),
    .target(name: "Engine", dependencies: ["CEnginePort"], swiftSettings: strict),
    .target(name: "HostInterface", dependencies: ["Engine"], swiftSettings: strict),
    .target(name: "Runtime", dependencies: ["Engine", "HostInterface"], swiftSettings: strict),
    .target(name: "Interpreter", dependencies: ["Engine", "HostInterface", "IL"], swiftSettings: strict),
    .target(name: "CaseRunner", dependencies: ["HostInterface", "Runtime"], swiftSettings: strict),
    .target(name: "CMicrovium"),
    .target(
      name: "MicroviumABI", dependencies: ["CMicrovium", "CEnginePort", "Engine"], swiftSettings: strict),
    .target(
      name: "Verification", dependencies: ["CaseRunner", "IL", "Runtime", "Snapshot"], swiftSettings: strict),
    .executableTarget(
      name: "mvrun",
      dependencies: [
        "CaseRunner", "Codec", "IL", "Interpreter", "Runtime", "Snapshot",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(
      name: "Compiler",
      dependencies: [
        "Analysis", "Codec", "Engine", "HostInterface", "IL", "Interpreter", "JavaScript", "Snapshot",
        "SourceMaps",
      ],
      resources: [.embedInCode("Library")], swiftSettings: strict),
    .executableTarget(
      name: "mvc",
      dependencies: [
        "Boost", "Compiler", "ConsoleIO", "IL", "Report", "Snapshot", "SourceMaps",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CompilerTests",
      dependencies: [
        "Codec", "Compiler", "HostInterface", "IL", "Interpreter", "JavaScript", "Runtime", "Snapshot",
        "TestSupport",
      ],
      exclude: ["Language", "Library", "Node.mjs"],
      swiftSettings: strict),
    .testTarget(name: "InterpreterTests", dependencies: ["IL", "Interpreter"], swiftSettings: strict),
    .testTarget(
      name: "MicroviumABITests", dependencies: ["CMicrovium", "MicroviumABI"], swiftSettings: strict),
    .testTarget(
      name: "EngineTests", dependencies: ["Verification", "CaseRunner", "Runtime"], swiftSettings: strict),
  ]
)
