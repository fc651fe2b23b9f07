import IL
import Verification

extension SSABody {
  /// The same function with values and parameters of blocks in cells, as code that is not in SSA form has them.
  ///
  /// - Parameters:
  ///   - isDeleted: For each local, whether it may be `deleted`; these stay, since a cell cannot give that back.
  ///   - random: Decides which of the others stay.
  func demoted(isDeleted: [Bool], _ random: inout SeededRandom) -> SSABody {
    var body = self
    let catchBlocks = Set(blocks.compactMap(\.terminator.handler))
    // What only the operation behind may use, and scopes.
    var stays = isDeleted
    for instruction in blocks.flatMap(\.instructions) {
      guard let result = instruction.result else { continue }
      if instruction.operation == .awaitCall || instruction.operation.signature.result == .scope {
        stays[result.index] = true
      }
    }
    for scope in blocks.compactMap(\.scope) { stays[scope.index] = true }

    for id in blockIDs.dropFirst() where !catchBlocks.contains(id) {
      let isEnteredTwiceFromOneBlock = blocks.contains {
        $0.terminator.edges.filter { $0.target == id }.count > 1
      }
      guard !isEnteredTwiceFromOneBlock, !self[id].parameters.contains(where: { isDeleted[$0.index] }),
        Bool.random(using: &random)
      else { continue }
      body.moveParametersToCells(of: id)
    }
    var cells: [Local: Cell] = [:]
    for index in 0..<localCount where !stays[index] && Bool.random(using: &random) {
      cells[Local(index)] = Cell(body.cellCount)
      body.cellCount += 1
    }
    for id in blockIDs { body.moveToCells(cells, in: id) }
    return body
  }

  /// Which locals may be `deleted`, as far as the function tells by itself; parameters always may.
  var possiblyDeleted: [Bool] {
    var result = Array(repeating: true, count: localCount)
    for instruction in blocks.lazy.flatMap(\.instructions) {
      guard let local = instruction.result else { continue }
      if case .value(let types) = instruction.operation.signature.result, !types.contains(.deleted) {
        result[local.index] = false
      }
    }
    return result
  }

  /// Stores what is passed for the parameters of `id` before it is entered, and loads it there.
  private mutating func moveParametersToCells(of id: BlockID) {
    let first = cellCount
    let loads = self[id].parameters.enumerated().map {
      SSAInstruction($1, .loadCell(Cell(first + $0)))
    }
    cellCount += loads.count
    self[id].parameters = []
    self[id].instructions = loads + self[id].instructions
    for source in blockIDs {
      guard let edge = self[source].terminator.edges.first(where: { $0.target == id }) else { continue }
      self[source].instructions += edge.arguments.enumerated().map {
        SSAInstruction(nil, .storeCell(Cell(first + $0)), [$1])
      }
      self[source].terminator = self[source].terminator.mapEdges {
        $0.target == id ? Edge(id) : $0
      }
    }
  }

  /// Stores each local that has one of `cells` behind its definition, and loads it before each use.
  private mutating func moveToCells(_ cells: [Local: Cell], in id: BlockID) {
    var instructions: [SSAInstruction] = []
    func store(_ local: Local?) {
      guard let local, let cell = cells[local] else { return }
      instructions.append(SSAInstruction(nil, .storeCell(cell), [.local(local)]))
    }
    func load(_ operand: Operand) -> Operand {
      guard let cell = operand.local.flatMap({ cells[$0] }) else { return operand }
      let local = makeLocal()
      instructions.append(SSAInstruction(local, .loadCell(cell)))
      return .local(local)
    }
    self[id].parameters.forEach(store)
    for var instruction in self[id].instructions {
      // Nothing may stand between `await_call` and its `await`.
      let isAwaited = instructions.last?.operation == .awaitCall
      if !isAwaited { instruction.operands = instruction.operands.map(load) }
      instructions.append(instruction)
      store(instruction.result)
    }
    let terminator = self[id].terminator.mapOperands(load)
    self[id].instructions = instructions
    self[id].terminator = terminator
  }
}
