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
    .executable(name: "mvboost", targets: ["mvboost"])
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
    .target(name: "Passes", dependencies: ["IL", "Analysis"], path: "Passes", swiftSettings: strict),
    .target(name: "Boost", dependencies: ["IL", "Snapshot", "Passes"], swiftSettings: strict),
    .target(name: "Report", dependencies: ["IL", "Analysis", "CGraphviz"], swiftSettings: strict),
    .executableTarget(
      name: "mvboost",
      dependencies: [
        "IL", "Snapshot", "Passes", "Boost",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "ReportTests", dependencies: ["IL", "Analysis", "Report", "TestSupport"], exclude: ["Goldens"],
      swiftSettings: strict),
  ]
)
