import IL
import Snapshot
import Testing
import TestSupport

/// Checks that `bytes` are refused with an error, or are a snapshot on which all parts agree.
///
/// Then it verifies, its text can be read back, and encoding keeps it. Returns whether they were accepted.
@discardableResult
func expectConsistent(_ bytes: [UInt8], _ comment: Comment) throws -> Bool {
  let program: Program
  do throws(DecodingError) {
    program = try DecodedSnapshot(bytes).program
  } catch {
    #expect((0...max(bytes.count, 2)).contains(error.offset), comment)
    #expect(!error.found.isEmpty, comment)
    return false
  }
  let text = program.description
  let parsed = try Program(parsing: text)
  let isSameText = parsed.description == text
  #expect(isSameText, comment)
  let encoded: [UInt8]
  do throws(EncodingError) {
    encoded = try EncodedSnapshot(program).bytes
  } catch {
    #expect(!error.description.isEmpty, comment)
    return true
  }
  let decoded = try DecodedSnapshot(encoded).program
  // Apart, so that a failure does not print two programs.
  let isSame = decoded.essential == program.essential
  #expect(isSame, comment)
  let isSameImage = try EncodedSnapshot(parsed).bytes == encoded
  #expect(isSameImage, comment)
  return true
}
