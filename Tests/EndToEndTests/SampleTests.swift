import Boost
import Foundation
import IL
import Report
import Snapshot
import TestSupport
import Testing
import Verification

/// The samples that show one thing each lose what their README says, and do the same as before.
struct SampleTests {
  @Test(arguments: Sample.Name.allCases) func behaviourStays(_ name: Sample.Name) throws {
    let sample = try Sample(name)
    let outcome = try Verification(sample.input, sample.output).runGeneratedCases(seed: 1, count: 50)
    guard case .same(cases: 50, cutShort: 0) = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test(arguments: Sample.Name.allCases) func readmeStatesTheSizes(_ name: Sample.Name) throws {
    let sample = try Sample(name)
    let bytes = try #require(try sample.stated("bytes"))
    let memory = try #require(try sample.stated("initial RAM"))
    #expect(bytes.before == sample.input.count)
    #expect(bytes.after == sample.output.count)
    #expect(memory.before == sample.initialRAM.before)
    #expect(memory.after == sample.initialRAM.after)
  }

  @Test(arguments: Sample.Name.allCases) func readmeShowsThePicture(_ name: Sample.Name) throws {
    let sample = try Sample(name)
    #expect(try sample.text(of: "README.md").contains("](graph.svg)"))
    // The rest of the picture depends on the version of Graphviz.
    let picture = try #require(try sample.text(of: "graph.svg").firstMatch(of: Self.title))
    let scope = try #require(GraphScope(rawValue: String(picture.output.scope)))
    let drawing = try #require(sample.drawing(scope).dot().firstMatch(of: Self.title))
    #expect(picture.output.0 == drawing.output.0, "run `make pictures`")
  }

  /// The line of a picture that says how much is kept.
  private static var title: Regex<(Substring, scope: Substring, kept: Substring, all: Substring)> {
    /What needs what, by (?<scope>[a-z]+): (?<kept>[0-9]+) of (?<all>[0-9]+) nodes are kept/
  }

  @Test func unusedPropertyGoes() throws {
    let (before, after) = try Sample(.unusedProperty).contents
    #expect(before.texts == ["duty", "serial", "FC-0117"])
    #expect(before.propertyReads == 2)
    #expect(after.texts == [])
    #expect(after.propertyReads == 0)
    #expect(after.allocations == 0)
    #expect(after.globals == 0)
  }

  @Test func unreadParametersGo() throws {
    let (before, after) = try Sample(.culledParameters).contents
    #expect(before.argumentCounts.max() == 5)
    #expect(before.texts == ["slow"])
    #expect(before.globals == 4)
    // A call of the host function pushes `this` and two arguments.
    #expect(after.argumentCounts.allSatisfy { $0 <= 3 })
    #expect(after.directArgumentCounts.allSatisfy { $0 <= 2 })
    #expect(after.texts == [])
    #expect(after.globals == 0)
  }

  @Test func parametersOfBothTargetsGo() throws {
    let (before, after) = try Sample(.twoTargets).contents
    #expect(before.argumentCounts == [5, 5])
    #expect(before.texts == ["north", "uncalibrated"])
    #expect(after.argumentCounts.allSatisfy { $0 <= 2 })
    #expect(after.texts == [])
    #expect(after.globals == 0)
  }

  @Test func parametersThatAreOnlyPassedOnGo() throws {
    let (before, after) = try Sample(.callThrough).contents
    // Two calls of the host function, one of `move` in `call`, two of `call`.
    #expect(before.argumentCounts.sorted() == [2, 2, 5, 6, 6])
    #expect(before.texts == ["axis-x", "mm"])
    #expect(after.argumentCounts.allSatisfy { $0 <= 3 })
    #expect(after.texts == [])
    #expect(after.globals == 0)
  }

  @Test func unusedResultsGo() throws {
    let (before, after) = try Sample(.unusedResults).contents
    #expect(before.functions == 2)
    #expect(before.texts == ["litres", "cents", "cent", "amount", "currency"])
    #expect(after.functions == 1)
    #expect(after.imports == [1])
    #expect(after.argumentCounts.count == 1)
    #expect(after.texts == [])
    #expect(after.globals == 0)
    #expect(after.allocations == 0)
  }

  @Test func whatHangsOnAConstantConditionGoes() throws {
    let (before, after) = try Sample(.constantCondition).contents
    #expect(before.imports == [1, 2])
    #expect(before.branches == 2)
    #expect(before.texts == ["mini", "[", "] ", "light is ", "expander"])
    #expect(after.imports == [1])
    #expect(after.branches == 0)
    #expect(after.functions == 1)
    #expect(after.texts == [])
    #expect(after.globals == 0)
  }

  @Test func unusedBuiltinsGo() throws {
    let (before, after) = try Sample(.unusedBuiltins).contents
    #expect(before.builtins == Set(Builtins.Name.allCases).subtracting([.prototypeKey]))
    #expect(before.internsKeys)
    #expect(before.texts == ["ownKeys", "push", "length", "level"])
    #expect(before.functions == 7)
    #expect(after.builtins == [])
    #expect(!after.internsKeys)
    #expect(after.texts == [])
    #expect(after.functions == 1)
    #expect(after.globals == 0)
    #expect(after.allocations == 1)
  }
}

/// A folder in `Samples` that shows one thing that the optimizer removes.
struct Sample {
  enum Name: String, CaseIterable, CustomStringConvertible {
    case unusedProperty = "unused-property"
    case culledParameters = "culled-parameters"
    case twoTargets = "two-targets"
    case callThrough = "call-through"
    case unusedResults = "unused-results"
    case constantCondition = "constant-condition"
    case unusedBuiltins = "unused-builtins"

    var description: String { rawValue }
  }

  private let folder: URL
  private let optimization: Optimization

  /// Optimizes the snapshot in the folder.
  init(_ name: Name) throws {
    folder = Fixtures.directory.appending(path: "../../Samples/\(name)")
    let input = try Data(contentsOf: folder.appending(path: "app.mvm-bc"))
    optimization = try Optimizer().optimize(Array(input))
  }

  var input: [UInt8] { optimization.original.bytes }
  var output: [UInt8] { optimization.bytes }
  var initialRAM: (before: Int, after: Int) {
    (optimization.original.map.initialRAM, optimization.map.initialRAM)
  }
  var contents: (before: ProgramContents, after: ProgramContents) {
    (ProgramContents(optimization.original.program), ProgramContents(optimization.program))
  }

  /// What needs what.
  func drawing(_ scope: GraphScope) -> GraphDrawing {
    GraphDrawing(original: optimization.lifted, optimized: optimization.liftedOutput, scope: scope)
  }

  func text(of file: String) throws -> String {
    try String(contentsOf: folder.appending(path: file), encoding: .utf8)
  }

  /// The figures in the row `row` of the README's table.
  func stated(_ row: String) throws -> (before: Int, after: Int)? {
    let cells = try text(of: "README.md").split(separator: "\n").first { $0.hasPrefix("| \(row) |") }?
      .split(separator: "|").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    guard let cells, cells.count == 2 else { return nil }
    return (cells[0], cells[1])
  }
}

/// What there is in a program, as far as samples speak of it.
struct ProgramContents {
  let functions: Int
  let globals: Int
  let allocations: Int
  let texts: Set<String>
  /// The numbers by which the host knows its functions.
  let imports: Set<UInt16>
  let builtins: Set<Builtins.Name>
  let internsKeys: Bool
  private(set) var propertyReads = 0
  private(set) var branches = 0
  /// How many values each call passes, with those that name their target in the instruction apart.
  private(set) var argumentCounts: [Int] = []
  private(set) var directArgumentCounts: [Int] = []

  init(_ program: Program) {
    functions = program.functions.count
    globals = program.globals.count
    allocations = program.allocations.count
    texts = Set(program.strings.entries.map(\.1.text))
    imports = Set(program.imports.entries.map(\.1.hostID))
    builtins = Set(Builtins.Name.allCases.filter { ![.undefined, .null].contains(program.builtins[$0]) })
    internsKeys = program.builtins.internsKeys
    for (_, function) in program.functions.entries {
      for instruction in function.code.instructions { count(instruction.operation) }
    }
  }

  private mutating func count(_ operation: IL.Operation) {
    switch operation {
    case .objectGet: propertyReads += 1
    case .branch: branches += 1
    case .callFunction(_, let count):
      argumentCounts.append(count)
      directArgumentCounts.append(count)
    case .call(let count, _), .callHost(_, let count, _): argumentCounts.append(count)
    default: break
    }
  }
}
