import IL
import Snapshot

extension Disassembly {
  /// Adds the header of a function (snapshot format, section 3.5).
  mutating func addFunctionHeader(_ range: Range<Int>, _ id: FunctionID, stackHeight: Int) {
    add(nil, "")
    let roots =
      book.program.exports.filter { $0.value == .function(id) }.map { "export \($0.id)" }
      + Builtins.Name.allCases.filter { book.program.builtins[$0] == .function(id) }.map(\.rawValue)
    let title = ([book.names[id]] + roots).joined(separator: ", ")
    let frame = stackHeight == 1 ? "1 slot" : "\(stackHeight) slots"
    let size = Self.bytes(codeSize(of: id))
    let place = placeText(at: range.lowerBound)
    lastPlace = nil
    add(range, "\(title): function, \(size) of code, frame of \(frame)\(place)")
  }

  /// Adds an instruction, or the header of a catch block or resume point.
  mutating func addCode(_ region: FileMap.Region) {
    guard case .function(let id) = region.owner else { return add(region.range, "?") }
    guard case .instruction(let position) = region.part else {
      let distance = 4 * (book.word(at: region.range.lowerBound) & 0x7FF)
      return add(region.range, "continuation header, \(distance) bytes behind the start of \(book.names[id])")
    }
    let operation = book.program.functions[id].code.instructions[position].operation
    // Where several instructions come from one place, it stands at the first.
    let place = placeText(at: region.range.lowerBound)
    let shownPlace = place == lastPlace ? "" : place
    lastPlace = place
    add(region.range, "  \(book.names[operation])\(detail(of: operation, region.range))\(shownPlace)")
  }

  /// What the bytes of an instruction say that its IL text does not: addresses, and encoded operands.
  private func detail(of operation: Operation, _ range: Range<Int>) -> String {
    let first = range.lowerBound
    func arrow(_ target: Int?) -> String { target.map { " -> \($0.hexOffset)" } ?? "" }
    /// The last byte, or the low nibble of the only one.
    let lastOperand = range.count == 1 ? Int(book.bytes[first] & 0x0F) : Int(book.bytes[range.upperBound - 1])
    switch operation {
    case .literal: return range.count == 3 ? arrow(book.target(of: book.word(at: first + 1))) : ""
    case .loadVariable: return "  (\(lastOperand) below the top)"
    case .storeVariable: return "  (\(lastOperand) below the new top)"
    case .loadGlobal, .storeGlobal:
      return arrow(book.map.range(of: .globals).lowerBound + 2 * book.word(at: first + 1))
    case .callFunction: return arrow(book.word(at: first + 1))
    case .callHost: return "  (import \(lastOperand))"
    case .jump, .branch, .startTry: return arrow(book.jumpTarget(range))
    case .asyncResume:
      return "  (slots to restore: \(book.bytes[first + 1]), catch record \(lastOperand) below the top)"
    case .label, .loadArgument, .storeArgument, .loadScoped, .storeScoped, .pop, .returnValue, .throwValue,
      .call, .awaitCall, .new, .objectNew, .objectGet, .objectSet, .objectKeys, .arrayNew,
      .fixedLengthArrayNew, .uint8ArrayNew, .classCreate, .closureNew, .scopeNew, .scopePush, .scopePop,
      .scopeDiscard, .scopeClone, .loadClosure, .endTry, .asyncStart, .await, .asyncReturn, .asyncComplete,
      .enqueueJob, .binary, .unary:
      return ""
    }
  }
}
