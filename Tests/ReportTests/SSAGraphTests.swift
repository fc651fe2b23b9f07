import Analysis
import IL
import Report
import Testing

/// The dependency graph of functions in SSA form, and what drawings say about them.
@Suite struct SSAGraphTests {
  private static let text = """
    export 1 = &main
    global @count = 0
    global @unread = 0
    ram $config = object {}
    function &main {
    b0:
      %0 = load_arg 1
      %1 = load_global @count
      branch %0, b1(%1), b1(handle $config)
    b1(%2):
      store_global @unread, &callee
      %3 = object_get %2, "a text that nobody reads & nobody needs"
      return %3
    }
    function &callee {
    b0:
      return undefined
    }
    """

  private let program: Program
  private let main: FunctionID

  init() throws {
    program = try Program(parsing: Self.text)
    try Verifier.verify(program)
    main = try program.function("&main")
  }

  private func node(_ block: Int, _ index: Int) -> DependencyGraph.Node {
    .operation(CodePosition(main, BlockID(block), index))
  }

  private func needs(_ node: DependencyGraph.Node) throws -> [DependencyGraph.Node] {
    let graph = DependencyGraph(program)
    return graph.needs(try #require(graph.index(of: node))).map { graph.nodes[$0] }
  }

  @Test func instructionsNeedTheirOperands() throws {
    #expect(try needs(node(0, 0)) == [.parameter(main, 1)])
    #expect(try needs(node(0, 1)) == [.global(try program.global("@count"))])
    #expect(try needs(node(1, 1)).contains(.blockParameter(main, Local(2))))
    #expect(try needs(node(1, 1)).contains(.internedKeys))
  }

  @Test func terminatorsNeedTheirOperands() throws {
    #expect(try needs(node(0, 2)) == [node(0, 0)])
    #expect(try needs(node(1, 2)) == [node(1, 1)])
  }

  @Test func blockParametersNeedWhatIsPassed() throws {
    let passed: [DependencyGraph.Node] = [node(0, 1), .allocation(try program.allocation("$config"))]
    #expect(try needs(.blockParameter(main, Local(2))) == passed)
  }

  /// Both the function and the global have to be needed, and nothing needs this global.
  @Test func storesNeedTheirFunctionAndTheirGlobal() throws {
    #expect(try needs(.function(main)).contains(node(1, 0)))
    #expect(try needs(.global(try program.global("@unread"))) == [node(1, 0)])
    let reached = Reachability(program)
    #expect(reached.contains(node(1, 1)))
    #expect(!reached.contains(node(1, 0)))
    #expect(!reached.contains(.function(try program.function("&callee"))))
  }

  @Test func instructionsAreFollowedByOrigin() throws {
    var original = program
    try numberOrigins(of: &original)
    var optimized = original
    guard var body = optimized.functions[main].ssa else { return }
    body.blocks[1].instructions.remove(at: 0)
    body.blocks[1].instructions[0].operands[1] = .literal(.integer(1))
    body.blocks[1].parameters = []
    optimized.functions[main].body = .ssa(body)
    let survivors = Survivors(original: original, optimized: optimized)
    #expect(survivors.contains(node(0, 2)))
    #expect(!survivors.contains(node(1, 0)))
    #expect(survivors.contains(node(1, 1)))
    #expect(survivors.origin(of: node(1, 0)) == node(1, 1))
    #expect(survivors.replacement(of: node(1, 1)) == node(1, 0))
    #expect(survivors.replacement(of: node(1, 2)) == nil)
    #expect(survivors.contains(.parameter(main, 1)))
    #expect(!survivors.contains(.blockParameter(main, Local(2))))
  }

  /// Gives each instruction and terminator the origin that lifting would give it.
  private func numberOrigins(of program: inout Program) throws {
    guard var body = program.functions[main].ssa else { return }
    var next = 0
    for block in body.blocks.indices {
      for position in body.blocks[block].instructions.indices {
        body.blocks[block].instructions[position].origin = next
        next += 1
      }
      body.blocks[block].terminator.origin = next
      next += 1
    }
    program.functions[main].body = .ssa(body)
  }

  @Test func drawingsShowInstructionsWithTheirOperands() throws {
    let drawing = GraphDrawing(original: program, optimized: program, scope: .instruction)
    let dot = drawing.dot()
    for text in [
      "b0: %0 = load_arg 1", "%1 = load_global @count", "branch %0, b1(%1), b1(handle $config)", "%2",
      "b1: store_global @unread, &callee", "return %3", "function, 6 instructions",
    ] {
      #expect(dot.contains(text.replacing("\"", with: "\\\"")), "\(text)")
    }
    #expect(dot.contains("%3 = object_get %2, "))
    #expect(!dot.contains("nobody needs"))
  }

  /// Graphviz does not end if edges within a column make a circle.
  @Test func loopsAreDrawn() throws {
    let program = try Program(
      parsing: """
        export 1 = &main
        function &main {
        b0:
          jump b1(0, 1)
        b1(%0, %1):
          %2 = add %0, %1
          %3 = add %1, %2
          branch %3, b1(%3, %2), b1(%1, %0)
        }
        """)
    for scope in GraphScope.allCases {
      let drawing = GraphDrawing(original: program, optimized: program, scope: scope)
      #expect(try drawing.svg().contains("</svg>"))
      #expect(drawing.edgeCount >= (scope == .instruction ? 9 : 1))
    }
  }
}
