import Snapshot
import Testing

/// Every rule of decoding has files that break it, and fail with it.
@Suite struct CorruptFileTests {
  @Test(arguments: CorruptFile.all) func isRefused(_ file: CorruptFile) {
    let error = #expect(throws: DecodingError.self) { try DecodedSnapshot(file.bytes) }
    #expect(error?.rule == file.rule)
    #expect(error?.description == file.message)
  }

  @Test(arguments: DecodingError.Rule.allCases) func isTested(_ rule: DecodingError.Rule) {
    #expect(CorruptFile.all.contains { $0.rule == rule })
  }
}
