import Analysis
import IL
import Testing

/// The shortest way from an export to what it needs.
struct ShortestPathTests {
  private let program: Program

  init() throws {
    program = try Program(
      parsing: """
        export 1 = &long
        export 2 = &short
        global @g = 0
        global @dead = 0
        function &long {
        b0:
          %0 = call_function &short, undefined
          store_global @dead, "lost"
          return %0
        }
        function &short {
        b0:
          store_global @g, "kept"
          %0 = load_global @g
          return %0
        }
        function &unused {
        b0:
          return 1
        }
        """)
  }

  private func path(_ node: DependencyGraph.Node) -> [DependencyGraph.Node]? {
    DependencyGraph(program).shortestPath(to: node)
  }

  @Test func leadsFromTheNearestRoot() {
    #expect(path(.function(FunctionID(1))) == [.export(1), .function(FunctionID(1))])
    #expect(path(.export(0)) == [.export(0)])
  }

  @Test func nothingLeadsToWhatIsNotNeeded() {
    #expect(path(.function(FunctionID(2))) == nil)
    #expect(path(.global(GlobalID(1))) == nil)
    // Its only store stands in a function that is needed, but nothing reads the global.
    #expect(program.strings.ids.map { path(.string($0)) == nil } == [true, false])
  }

  @Test func aStoreIsNeededBecauseOfTheGlobal() throws {
    let string = try #require(program.strings.ids.first { program.strings[$0].bytes == Array("kept".utf8) })
    let function = FunctionID(1)
    let block = SSABody.entry
    #expect(
      path(.string(string)) == [
        .export(1), .function(function), .operation(CodePosition(function, block, 1)), .global(GlobalID(0)),
        .operation(CodePosition(function, block, 0)), .string(string),
      ])
  }
}
