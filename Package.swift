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
    .executable(name: "mvrun", targets: ["mvrun"]),
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
    .target(name: "IL", swiftSettings: strict),
    .target(name: "Snapshot", dependencies: ["IL"], swiftSettings: strict),
    .target(name: "Analysis", dependencies: ["IL"], swiftSettings: strict),
    .executableTarget(
      name: "mvboost",
      dependencies: [
        "IL", "Snapshot",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // The engine. `Engine` depends on nothing but the C library, so that it also compiles as Embedded Swift.
    .target(name: "CEnginePort"),
    .target(name: "Engine", dependencies: ["CEnginePort"], swiftSettings: strict),
    .target(name: "Runtime", dependencies: ["Engine"], swiftSettings: strict),
    .target(name: "CaseRunner", dependencies: ["Runtime"], swiftSettings: strict),
    .target(name: "CMicrovium"),
    .target(name: "MicroviumABI", dependencies: ["CMicrovium", "CEnginePort", "Engine"], swiftSettings: strict),
    .executableTarget(
      name: "mvrun",
      dependencies: [
        "CaseRunner", "Runtime",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(name: "MicroviumABITests", dependencies: ["CMicrovium", "MicroviumABI"], swiftSettings: strict),
    .testTarget(name: "EngineTests", dependencies: ["CaseRunner", "Runtime"], swiftSettings: strict),
  ]
)
