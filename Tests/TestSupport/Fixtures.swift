import Foundation

/// A committed snapshot file.
public struct Fixture: Hashable, Sendable, CustomStringConvertible {
  /// The path below `Tests/Fixtures`, without the extension: `corpus/async-order/snapshot`.
  public let name: String
  /// The file.
  public let bytes: [UInt8]
  /// The name.
  public var description: String { name }
}

/// The committed snapshot files.
public enum Fixtures {
  /// `Tests/Fixtures`.
  public static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  /// What the reference compiler made, with the smallest known equivalents of some: valid snapshots.
  public static let snapshots = files(below: "corpus") + files(below: "bench") + files(below: "compiler")

  /// Programs of the corpus linked into one, of growing size.
  public static let linked = files(below: "linked")

  /// Inputs on which something once failed, valid or not.
  public static let regressions = files(below: "regressions")

  /// The snapshot named `name`.
  public static func snapshot(_ name: String) -> Fixture {
    guard let fixture = snapshots.first(where: { $0.name == name }) else { fatalError("no fixture \(name)") }
    return fixture
  }

  private static func files(below folder: String) -> [Fixture] {
    guard let paths = FileManager.default.enumerator(atPath: directory.appending(path: folder).path) else {
      fatalError("no fixtures in \(folder)")
    }
    return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".mvm-bc") }.sorted().map { path in
      guard let data = try? Data(contentsOf: directory.appending(path: "\(folder)/\(path)")) else {
        fatalError("cannot read \(path)")
      }
      return Fixture(name: "\(folder)/\(path.dropLast(".mvm-bc".count))", bytes: Array(data))
    }
  }
}
