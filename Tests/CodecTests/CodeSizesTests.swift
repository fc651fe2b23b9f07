import Codec
import IL
import Testing

/// What functions take.
struct CodeSizesTests {
  private static let text = """
    export 1 = &main
    import !log = 1
    function &main {
    b0:
      %0 = load_arg 1
      %1 = call !log, undefined, %0, 1000, "text"
      %2 = call !log, undefined, %1, 2000, "text"
      %3 = call !log, undefined, %2, 3000, "text"
      return %3
    }
    """
  private let program: Program
  private let main: FunctionID
  private let body: SSABody
  private var sizes: CodeSizes

  init() throws {
    program = try Program(parsing: Self.text)
    main = try #require(program.functions.ids.first { _ in true })
    body = try #require(program.functions[main].ssa)
    sizes = CodeSizes(try UninitializedValues(program))
  }

  private mutating func measure(limit: Int = .max) -> Int? {
    sizes.size(of: body, from: main, in: program, limit: limit)
  }

  @Test mutating func headerAndPaddingCount() throws {
    let size = try #require(measure())
    let code = try program.functions[main].lowered(in: program)
    #expect(size % 4 == 0 && size > code.instructions.count)
  }

  @Test mutating func whatIsFarTooLargeHasNoSize() throws {
    let size = try #require(measure())
    var fresh = try CodeSizesTests()
    #expect(fresh.measure(limit: 1) == nil)
    #expect(fresh.measure(limit: size) == size)
  }

  /// That a function exceeds one limit says nothing about a higher one.
  @Test mutating func keepsWhatItFinds() throws {
    #expect(measure(limit: 1) == nil)
    let size = try #require(measure())
    #expect(measure(limit: 1) == size)
    #expect(measure(limit: size) == size)
    var later = CodeSizes(try UninitializedValues(program), reusing: sizes.cache)
    #expect(later.size(of: body, from: main, in: program, limit: 1) == size)
  }
}
