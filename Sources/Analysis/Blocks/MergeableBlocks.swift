import IL
import OrderedCollections

/// Which blocks of a body do the same, or the same but for one operand.
///
/// Such blocks define nothing that others use, are entered along edges only, start no `try`, and take more bytes than
/// a jump, so that one of them can take the place of the others.
public struct MergeableBlocks: Sendable {
  /// Blocks that do the same if each is passed its own value.
  public struct Cluster: Sendable {
    /// The block that stays.
    public var representative: BlockID
    /// Where the block that stays uses what is passed.
    public var positions: [BlockForm.Position]
    /// The blocks, the one that stays included, with what is to be passed to each.
    public var values: OrderedDictionary<BlockID, Operand>
  }

  /// Blocks that do the same as another one: that which can stay, for each that can go.
  public private(set) var replacements: OrderedDictionary<BlockID, BlockID> = [:]
  /// Blocks that do the same but for one operand; those in `replacements` are not among them.
  public private(set) var clusters: [Cluster] = []

  /// A jump to a place that is far away.
  private static let jumpSize = 3
  /// How many blocks of a kind each block is compared with; it takes that many times as long.
  private static let maximumComparisons = 16

  /// Finds the blocks of `body`.
  ///
  /// - Parameters:
  ///   - body: A body that satisfies `SSAVerifier`.
  ///   - mayBeDeleted: Which locals may be `deleted`, by their index; nil if only the operations tell.
  public init(_ body: SSABody, mayBeDeleted: [Bool]? = nil) {
    let flow = ControlFlow(body)
    let scopes = CurrentScopes(body, flow)
    let tryBlocks = OpenTryBlocks(body, flow)
    let passable = PassableOperands(body, mayBeDeleted: mayBeDeleted)
    let incoming = IncomingEdges(body)
    let uses = LocalUses(body)
    var groups: OrderedDictionary<BlockForm.Frame, [(id: BlockID, form: BlockForm)]> = [:]
    // Successors come first, except along back edges, so that what leads to equal blocks is equal.
    for id in flow.reversePostorder.reversed() {
      let block = body[id]
      guard incoming.isOnlyJumpedTo(id), block.terminator.handler == nil,
        block.codeSizeEstimate > Self.jumpSize,
        block.definitions.allSatisfy({ uses[$0].allSatisfy { $0.block == id } })
      else { continue }
      let form = BlockForm(
        block, scope: scopes.atStart(of: id), openTry: tryBlocks.atStart(of: id), passable
      ) { [replacements] in replacements[$0] ?? $0 }
      let equal = groups[form.frame, default: []].first {
        $0.form.passable.map(\.operand) == form.passable.map(\.operand)
      }
      if let equal {
        replacements[id] = equal.id
      } else if groups[form.frame, default: []].count < Self.maximumComparisons {
        groups[form.frame, default: []].append((id, form))
      }
    }
    // More parameters may not fit the frames of async functions, which the format limits.
    if !body.isAsync { for group in groups.values { addClusters(group, body) } }
  }

  private mutating func addClusters(_ group: [(id: BlockID, form: BlockForm)], _ body: SSABody) {
    var isTaken: Set<BlockID> = []
    for (position, first) in group.enumerated() where !isTaken.contains(first.id) {
      for second in group.dropFirst(position + 1) where !isTaken.contains(second.id) {
        let columns = first.form.passable.indices.filter {
          first.form.passable[$0].operand != second.form.passable[$0].operand
        }
        let members = group.dropFirst(position).filter {
          !isTaken.contains($0.id) && $0.form.differs(from: first.form, onlyIn: columns)
        }
        let positions = columns.map { first.form.passable[$0].position }
        var values: OrderedDictionary<BlockID, Operand> = [:]
        for member in members { values[member.id] = member.form.passable[columns[0]].operand }
        guard values.count > 1, Self.isSmaller(body[first.id], positions, values.values.elements) else {
          continue
        }
        clusters.append(Cluster(representative: first.id, positions: positions, values: values))
        isTaken.formUnion(values.keys)
        break
      }
    }
  }

  /// True iff one block to which `values` are passed is smaller than one block for each of them.
  ///
  /// Each way in pushes the value, which took its bytes in the block that used it, and jumps; the one block loads the
  /// value each time, and takes it off the stack.
  private static func isSmaller(
    _ block: BasicBlock, _ positions: [BlockForm.Position], _ values: [Operand]
  ) -> Bool {
    let sizes = values.map { $0.literal?.codeSizeEstimate ?? 1 }
    let size = block.codeSizeEstimate - positions.count * (sizes[0])
    let before = sizes.reduce(0) { $0 + size + positions.count * $1 }
    let after = size + positions.count + 2 + sizes.reduce(0) { $0 + $1 + jumpSize }
    return after < before
  }
}

extension BlockForm {
  /// True iff the block has one and the same operand in all of `columns`, and is like `other` in all others.
  fileprivate func differs(from other: BlockForm, onlyIn columns: [Int]) -> Bool {
    let isColumn = Set(columns)
    return columns.allSatisfy { passable[$0].operand == passable[columns[0]].operand }
      && passable.indices.allSatisfy {
        isColumn.contains($0) || passable[$0].operand == other.passable[$0].operand
      }
  }
}

extension BasicBlock {
  /// The bytes of the block, without jumps.
  fileprivate var codeSizeEstimate: Int {
    let exit = terminator.operands.reduce(terminator.edges.isEmpty ? 1 : 0) {
      $0 + ($1.literal?.codeSizeEstimate ?? 0)
    }
    let passed = terminator.edges.flatMap(\.arguments).reduce(0) { $0 + ($1.literal?.codeSizeEstimate ?? 0) }
    return instructions.reduce(exit + passed) { $0 + $1.codeSizeEstimate }
  }
}
