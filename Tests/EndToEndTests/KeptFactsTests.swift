import Analysis
import Codec
import IL
import Passes
import Snapshot
import Testing

/// What is kept from one pass or round to the next is what would be found afresh, on the corpus.
struct KeptFactsTests {
  @Test(arguments: CorpusCase.all) func keptFactsAreCurrent(_ corpusCase: CorpusCase) throws {
    let original = try DecodedSnapshot(corpusCase.snapshot).program
    var lifted = original
    _ = lifted.lift()
    var options = PassManager.Options()
    // Checks after each pass that the facts are about the program as it is.
    options.verifiesEach = true
    var program = AnalyzedProgram(lifted)
    var cache = LoweringCache()
    for _ in 1...2 {
      _ = try PassManager(options).run(Pass.defaultPipeline, on: &program)
      let kept = program.valueFlow.description
      #expect(kept == ValueFlow(program.program).description)
      var reused = program.program
      _ = try reused.lower(original: original, lifted: lifted, reusing: &cache)
      var fresh = program.program
      _ = try fresh.lower(original: original, lifted: lifted)
      #expect(reused == fresh)
    }
  }
}
