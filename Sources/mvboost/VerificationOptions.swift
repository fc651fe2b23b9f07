import ArgumentParser
import CaseRunner
import ConsoleIO
import Foundation
import Verification

/// The options that run the result before it is written.
struct VerifyBeforeWriting: ParsableArguments {
  @Flag(help: "Run input and result, and write the result only if both do the same.")
  var verify = false

  @OptionGroup var options: VerificationOptions
}

/// The options that say how two snapshots are compared.
struct VerificationOptions: ParsableArguments {
  @Option(
    name: .customLong("case"),
    help: ArgumentHelp("What the host does, as a case file; made up if there is none.", valueName: "file"))
  var caseFile: String?

  @Option(help: ArgumentHelp("The seed of the first made-up case.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("How many cases to make up.", valueName: "n"))
  var cases = 50

  func validate() throws {
    guard cases > 0 else { throw ValidationError("--cases must be at least 1") }
  }

  /// Runs both snapshots, and returns a line that says that they are the same.
  ///
  /// - Throws: `CommandError` with the first difference.
  func compare(_ left: [UInt8], _ right: [UInt8]) throws -> String {
    let verification = Verification(left, right)
    let outcome: Verification.Outcome
    if let caseFile {
      let definition: Case
      do {
        definition = try Case(
          parsing: Data(
            try InputFile(path: caseFile).read(limit: 16 << 20, orFailWith: "too large for a case file")))
      } catch let error as FileError {
        throw error
      } catch {
        throw CommandError("\(caseFile): not a case file: \(error)")
      }
      outcome = try verification.run(definition)
    } else {
      outcome = try verification.runGeneratedCases(seed: seed, count: cases)
    }
    switch outcome {
    case .same(let count, let cutShort):
      let source = caseFile ?? "seeds \(seed) to \(seed &+ UInt64(count) &- 1)"
      let short =
        cutShort > 0 ? ", of which \(cutShort) ended early at a limit of memory, stack or instructions" : ""
      return "same behaviour in \(count) case\(count == 1 ? "" : "s") (\(source))\(short)"
    case .different(let difference, let seed):
      let source = seed.map { "; --seed \($0) --cases 1 repeats it" } ?? ""
      throw CommandError("the behaviour differs\(source)\n\(difference)")
    }
  }
}
