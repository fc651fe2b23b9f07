import IL
import TestSupport
import Testing

/// What is said about each operation of the SSA form.
@Suite struct SSASignatureTests {
  @Test(arguments: SSAOperation.examples) func mnemonicsReadBack(_ operation: SSAOperation) {
    let (mnemonic, immediates) = operation.text
    #expect(SSAOperation(mnemonic: mnemonic, immediates: immediates) == operation)
    #expect(SSAOperation(mnemonic: mnemonic, immediates: immediates + [.count(1)]) == nil)
    if !immediates.isEmpty { #expect(SSAOperation(mnemonic: mnemonic, immediates: []) == nil) }
  }

  @Test func mnemonicsDiffer() {
    #expect(Set(SSAOperation.examples.map(\.text.mnemonic)).count == SSAOperation.examples.count)
    #expect(SSAOperation(mnemonic: "fly", immediates: []) == nil)
    #expect(SSAOperation(mnemonic: "load_arg", immediates: [.global(GlobalID(0))]) == nil)
  }

  @Test(arguments: SSAOperation.examples) func signaturesAgreeWithThemselves(_ operation: SSAOperation) {
    let signature = operation.signature
    #expect(signature.operandCount.lowerBound >= (signature.takesScope ? 1 : 0))
    #expect(signature.effects.contains(.readsCurrentScope) == signature.takesScope)
    #expect(signature.effects.contains(.changesCurrentScope) == (signature.result == .scope))
    if !signature.errors.isEmpty { #expect(signature.effects.contains(.fails)) }
    if case .value(let types) = signature.result { #expect(!types.isEmpty) }
    // What gives nothing does something.
    if signature.result == .none { #expect(signature.effects.isObservable) }
  }

  /// Operations with the same name in both forms take and give as many values, scopes not counted.
  @Test func countsAgreeWithTheStackForm() {
    var count = 0
    for operation in SSAOperation.examples {
      let signature = operation.signature
      guard let stack = Operation(mnemonic: operation.text.mnemonic, operands: []), stack != .await else {
        continue
      }
      let scopes = signature.takesScope ? 1 : 0
      #expect(signature.operandCount == stack.stackEffect.pops + scopes...stack.stackEffect.pops + scopes)
      let pushes = if case .value = signature.result { 1 } else { 0 }
      #expect(pushes == stack.stackEffect.pushes)
      count += 1
    }
    #expect(count > 30)
  }

  // MARK: Effects

  private func conflict(_ first: SSAOperation, _ second: SSAOperation) -> Bool {
    let conflicts = first.signature.effects.conflicts(with: second.signature.effects)
    #expect(second.signature.effects.conflicts(with: first.signature.effects) == conflicts)
    return conflicts
  }

  private static let load = SSAOperation.loadCell(Cell(0))

  @Test func readsDoNotConflict() {
    #expect(!conflict(.loadScoped(1), .loadScoped(1)))
    #expect(!conflict(.loadArgument(1), .loadArgument(1)))
    #expect(!conflict(.loadScoped(1), .loadArgument(0)))
    #expect(!conflict(.binary(.add), .objectNew))
  }

  @Test func writesConflictWithWhatTheyWriteAndWithEachOther() {
    #expect(conflict(.storeArgument(1), .loadArgument(1)))
    #expect(conflict(.storeCell(Cell(0)), Self.load))
    #expect(conflict(.storeScoped(1), .loadScoped(1)))
    #expect(conflict(.storeGlobal(GlobalID(0)), .loadGlobal(GlobalID(0))))
    #expect(conflict(.objectSet, .objectGet))
    #expect(conflict(.scopeNew(slotCount: 1), .loadScoped(1)))
    #expect(conflict(.scopeNew(slotCount: 1), .closureNew))
    for store in [
      SSAOperation.storeArgument(1), .storeCell(Cell(0)), .storeScoped(1), .storeGlobal(GlobalID(0)),
    ] {
      #expect(conflict(store, store))
    }
  }

  @Test func writesOfDifferentThingsDoNotConflict() {
    #expect(!conflict(.storeArgument(1), .storeCell(Cell(0))))
    #expect(!conflict(.storeArgument(1), .loadScoped(1)))
    #expect(!conflict(.storeCell(Cell(0)), .loadArgument(1)))
    #expect(!conflict(.storeScoped(1), .storeGlobal(GlobalID(0))))
    #expect(!conflict(.storeGlobal(GlobalID(0)), .loadScoped(1)))
    #expect(!conflict(.scopeNew(slotCount: 1), .loadArgument(1)))
  }

  @Test func whatMayStopConflictsWithWhatCanBeNoticed() {
    #expect(conflict(.call, .call))
    #expect(conflict(.call, .storeCell(Cell(0))))
    #expect(conflict(.objectGet, .storeGlobal(GlobalID(0))))
    // Which of two errors is seen.
    #expect(conflict(.objectGet, .initialized))
    #expect(conflict(.endTry, .call))
    #expect(!conflict(.call, .binary(.add)))
    #expect(!conflict(.objectGet, .loadArgument(1)))
    #expect(conflict(.call, .loadScoped(1)))
    #expect(!conflict(.call, .loadArgument(1)))
    // Behind it, the arguments are others.
    #expect(conflict(.await, .loadArgument(1)))
  }

  @Test func conflictsAreSymmetric() {
    for first in SSAOperation.examples {
      for second in SSAOperation.examples { _ = conflict(first, second) }
    }
  }

  @Test func onlyPureOperationsAreUnobservable() {
    #expect(!SSAOperation.binary(.add).signature.effects.isObservable)
    #expect(!SSAOperation.loadScoped(1).signature.effects.isObservable)
    #expect(!SSAOperation.closureNew.signature.effects.isObservable)
    #expect(SSAOperation.initialized.signature.effects.isObservable)
    #expect(SSAOperation.scopeDiscard.signature.effects.isObservable)
    #expect(SSAOperation.storeCell(Cell(0)).signature.effects.isObservable)
    #expect(SSAOperation.enqueueJob.signature.effects.isObservable)
  }
}
