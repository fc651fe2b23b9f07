import IL

extension SSABody {
  /// The same body with values in place of the cells that no catch block can see changing.
  ///
  /// This makes the SSA form of code whose variables are cells. A *web* is a set of versions of a cell that meet
  /// where paths join. A web stays in its cell, everywhere, if a catch block may find several versions in it, or
  /// if a join may find the cell uninitialized, since `deleted` cannot be copied from variable to variable. What
  /// is left are values and parameters of blocks; loads become checks of those that may be `deleted`. Stores to
  /// cells that nothing can load go, and so do cells without a use.
  ///
  /// Time is linear in the size of the body and in the number of blocks through which each cell is live, but for
  /// sorting these and what `ControlFlow` takes.
  ///
  /// - Precondition: the body satisfies `SSAVerifier`.
  public func promotingCells() -> SSABody { promotingCells { $1?.mayGiveDeleted ?? true } }

  /// The same for the body of `function` in a program of which `values` are known, so that fewer checks stay.
  public func promotingCells(_ values: UninitializedValues, in function: FunctionID) -> SSABody {
    promotingCells { values.mayGiveDeleted($0, $1?.operation, in: function) }
  }

  private func promotingCells(_ mayGiveDeleted: (Local, SSAInstruction?) -> Bool) -> SSABody {
    guard cellCount > 0 else { return self }
    let flow = ControlFlow(self)
    var promotion = CellPromotion(self, CellVersions(self, flow))
    var body = promotion.promoted(flow)
    body.simplifyParameters()
    body.removeImpossibleChecks(mayGiveDeleted: mayGiveDeleted)
    return body.inReversePostorder()
  }
}

/// Decides which versions of cells become values, and puts these in place.
private struct CellPromotion {
  private let body: SSABody
  private let versions: CellVersions
  private var resolution: ParameterResolution
  /// The joins at which several versions meet.
  private var joins: [CellVersions.Join] = []
  /// The webs, by the numbers of versions; those that stay cells are marked.
  private var webs: MarkedSets
  /// The versions that a load or a join may find.
  private var isUsed: [Bool]

  init(_ body: SSABody, _ versions: CellVersions) {
    self.body = body
    self.versions = versions
    resolution = ParameterResolution(
      localCount: versions.localCount, versions.joins.map { (parameter: $0.version, operands: $0.operands) })
    webs = MarkedSets(count: versions.localCount)
    isUsed = Array(repeating: false, count: versions.localCount)
    let catchBlocks = Set(body.blocks.compactMap(\.terminator.handler))
    for var join in versions.joins where !resolution.isRedundant(join.version) {
      join.operands = join.operands.map { resolution.resolved($0) }
      joins.append(join)
      if catchBlocks.contains(join.block) { webs.mark(join.version.index) }
      for case .local(let version) in join.operands {
        isUsed[version.index] = true
        webs.unite(join.version.index, version.index)
        if isUninitialized(version) { webs.mark(version.index) }
      }
    }
    markLoaded()
  }

  private func isUninitialized(_ version: Local) -> Bool {
    switch versions.definition(of: version) {
    case .initial, .store(.literal(.deleted)): true
    case .store, .join: false
    }
  }

  private mutating func markLoaded() {
    for (block, accesses) in zip(body.blocks, versions.accesses) {
      for (operation, version) in zip(block.cellOperations, accesses) {
        guard case .loadCell = operation, let version else { continue }
        isUsed[resolved(version).index] = true
      }
    }
  }

  /// The version that `version` always is.
  private mutating func resolved(_ version: Local) -> Local { resolution.resolved(.local(version)).local! }

  private mutating func isCell(_ version: Local) -> Bool { webs.isMarked(version.index) }

  /// What takes the place of loads of `version`, which does not stay in its cell.
  private func value(of version: Local) -> Operand {
    switch versions.definition(of: version) {
    case .initial: .literal(.deleted)
    case .store(let operand): operand
    case .join: .local(version)
    }
  }

  // MARK: The body

  /// The body with values in place of versions that do not stay in their cells; versions of joins are locals.
  mutating func promoted(_ flow: ControlFlow) -> SSABody {
    var blocks = body.blocks
    for index in blocks.indices {
      var remaining = versions.accesses[index][...]
      blocks[index].instructions = blocks[index].instructions.compactMap {
        $0.operation.cell == nil ? $0 : promoted($0, remaining.removeFirst())
      }
    }
    for join in joins where !isCell(join.version) {
      blocks[join.block.index].parameters.append(join.version)
      for (predecessor, operand) in zip(flow.predecessors[join.block.index], join.operands) {
        let argument = value(of: operand.local!)
        blocks[predecessor.index].terminator = blocks[predecessor.index].terminator.mapEdges {
          $0.target == join.block ? Edge($0.target, $0.arguments + [argument]) : $0
        }
      }
    }
    return SSABody(blocks, cellCount: body.cellCount).withoutUnusedCells()
  }

  /// What becomes of a load or store of `version`.
  private mutating func promoted(_ access: SSAInstruction, _ version: Local?) -> SSAInstruction? {
    guard let version = version.map({ resolved($0) }) else { return access }
    var access = access
    if case .storeCell = access.operation { return isCell(version) && isUsed[version.index] ? access : nil }
    guard !isCell(version) else { return access }
    access.operation = .initialized
    access.operands = [value(of: version)]
    return access
  }
}

extension BasicBlock {
  /// The loads and stores of cells, in order.
  fileprivate var cellOperations: [SSAOperation] {
    instructions.lazy.map(\.operation).filter { $0.cell != nil }
  }
}

extension SSABody {
  /// The same body with numbers for cells that leave none out.
  fileprivate func withoutUnusedCells() -> SSABody {
    let used = Set(blocks.flatMap(\.cells)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, Cell($0)) })
    var body = self
    body.cellCount = used.count
    body.rewriteOperations { $0.mapCell { numbers[$0]! } }
    return body
  }
}
