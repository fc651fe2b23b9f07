import Foundation
import IL
import TestSupport
import Testing

/// Pages against the code, so that they cannot rot unseen.
struct DocumentationTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
  }

  /// The text of each block of `language` in a page.
  private func blocks(of language: String, in page: String) -> [String] {
    page.components(separatedBy: "```\(language)\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }

  @Test func ilInThePageIsReadAndPrintedAsItStands() throws {
    let examples = blocks(of: "il", in: try text("docs/il.md"))
    #expect(!examples.isEmpty)
    for example in examples {
      let program = try Program(parsing: example)
      try Verifier.verify(program)
      #expect(try Program(parsing: program.description) == program)
    }
  }

  /// The first words of what is in code font in the section `heading` of the page about IL.
  private func mnemonics(under heading: String) throws -> Set<String> {
    let page = try text("docs/il.md")
    let section = page.components(separatedBy: "## \(heading)\n")[1].components(separatedBy: "\n## ")[0]
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("|") }.joined(separator: "\n")
    return Set(
      rows.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.compactMap {
        $0.element.split(separator: " ").first.map(String.init)
      })
  }

  private static let operators =
    BinaryOperator.allCases.map(\.rawValue) + UnaryOperator.allCases.map(\.rawValue)

  /// Each instruction that the parser knows is in the page, and none besides.
  @Test func pageListsEveryInstruction() throws {
    let known = Set(Self.operations.map(\.text.mnemonic) + Self.operators)
    let listed = try mnemonics(under: "Instructions")
    #expect(listed.subtracting(known) == [])
    #expect(known.subtracting(listed) == [])
  }

  @Test func pageListsEveryInstructionOfTheSSAForm() throws {
    let known = Set(
      SSAOperation.examples.map(\.text.mnemonic)
        + Terminator.examples(using: Local(0), to: SSABody.entry).map(\.mnemonic))
    let listed = try mnemonics(under: "SSA form")
    #expect(listed.subtracting(known) == [])
    #expect(known.subtracting(listed) == [])
  }

  private static let operations: [IL.Operation] = [
    .literal(.null), .loadVariable(0), .storeVariable(0), .loadArgument(0), .storeArgument(0), .loadScoped(0),
    .storeScoped(0), .loadGlobal(GlobalID(0)), .storeGlobal(GlobalID(0)), .pop(1), .jump(Label(0)),
    .branch(Label(0)), .returnValue, .throwValue, .call(argumentCount: 1, isVoid: false),
    .callFunction(FunctionID(0), argumentCount: 0), .callHost(ImportID(0), argumentCount: 1, isVoid: false),
    .awaitCall(argumentCount: 1), .new(argumentCount: 1), .objectNew, .objectGet, .objectSet, .objectKeys,
    .arrayNew(capacity: 0), .fixedLengthArrayNew(length: 1), .uint8ArrayNew, .classCreate, .closureNew,
    .scopeNew(slotCount: 1), .scopePush(slotCount: 1), .scopePop, .scopeDiscard, .scopeClone, .loadClosure,
    .startTry(Label(0)), .endTry, .asyncStart(slotCount: 2, capturesParent: false), .await, .asyncResume,
    .asyncReturn, .asyncComplete, .enqueueJob,
  ]

  /// Every option that the README names is in the help of one of the tools.
  @Test func optionsInTheReadmeExist() throws {
    let goldens = "Tests/CommandLineTests/Goldens"
    let help =
      try text("\(goldens)/help.txt") + text("\(goldens)/mvc-help.txt") + text("Sources/mvrun/MVRun.swift")
    let page = try text("README.md")
    let options = Set(
      page.matches(of: /--[a-z][a-z-]+/).map { String($0.output) })
    #expect(options.count > 10)
    for option in options.sorted() {
      let name = option.dropFirst(2)
      #expect(
        help.contains(option) || help.contains("var \(name)") || help.contains("\"\(name)\""), "\(option)")
    }
  }

  /// Every make target that the README names exists.
  @Test func targetsInTheReadmeExist() throws {
    let makefile = try text("Makefile")
    for target in try text("README.md").matches(of: /(?m)(?:^|`)make ([a-z-]+)/).map({ String($0.output.1) })
    {
      #expect(makefile.contains("\n\(target):"), "make \(target)")
    }
  }

  /// Every file and folder that the README links to exists.
  @Test func linksInTheReadmeLead() throws {
    for link in try text("README.md").matches(of: /\]\(([^)#:]+)\)/).map({ String($0.output.1) }) {
      #expect(FileManager.default.fileExists(atPath: Self.root.appending(path: link).path), "\(link)")
    }
  }

  @Test func nothingElseIsAtTheTop() throws {
    let expected: Set = [
      "LICENSE", "Makefile", "Package.swift", "Passes", "README.md", "Samples", "Sources", "Tests", "docs",
    ]
    let made: Set = ["demo", "Package.resolved"]
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.root.path).filter {
      !$0.hasPrefix(".")
    }
    #expect(Set(names).subtracting(made) == expected)
  }

  /// Layers: a module may import only what the manifest lets it, and the engine nothing of Foundation.
  @Test func engineImportsNothing() throws {
    let folder = Self.root.appending(path: "Sources/Engine")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where file.hasSuffix(".swift") {
      let source = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      let imports = source.matches(of: /(?m)^import (\w+)/).map { String($0.output.1) }
      #expect(Set(imports).isSubset(of: ["CEnginePort"]), "\(file) imports \(imports)")
    }
  }
}
