import IL

extension GlobalObjects {
  /// Where a body defines and uses its locals.
  struct Places {
    let uses: LocalUses
    let definitions: LocalDefinitions

    init(_ body: SSABody) {
      uses = LocalUses(body)
      definitions = LocalDefinitions(body)
    }

    /// The instruction that defines `local`.
    func definition(of local: Local) -> LocalUses.Place? {
      guard case .instruction(let block, let index) = definitions[local] else { return nil }
      return LocalUses.Place(block, index)
    }
  }

  /// Excludes globals that what they hold has another use than access, or one when they may hold something else.
  mutating func checkHolders(in body: SSABody, _ id: FunctionID, _ places: Places) {
    for (local, global) in holders[id] ?? [:] where properties[global] != nil {
      for place in places.uses[local] where !addUse(of: local, global, at: place, in: body) {
        exclude(global)
      }
      guard let definition = places.definition(of: local) else { continue }
      let isLoaded = body.instruction(at: definition)?.operation == .loadGlobal(global)
      let isHeld = body.comes(
        to: Array(places.uses[local]), from: isLoaded ? definition : LocalUses.Place(SSABody.entry, -1),
        before: isLoaded ? definition : nil
      ) { $0.operation == .storeGlobal(global) || $0.operation.signature.effects.contains(.calls) }
      if isHeld { exclude(global) }
    }
  }

  /// Notes what is done at `place` with `local`, which is what `global` holds; false if it must not be done.
  private mutating func addUse(
    of local: Local, _ global: GlobalID, at place: LocalUses.Place, in body: SSABody
  ) -> Bool {
    guard let instruction = body.instruction(at: place) else { return false }
    // What a call passes was looked at with the parameters.
    if instruction.directCall != nil { return true }
    guard let access = instruction.access(in: program), access.object == local, access.stored != .local(local)
    else { return false }
    if access.isStore {
      properties[global]?.storedKeys.insert(access.key)
    } else {
      properties[global]?.readKeys.insert(access.key)
    }
    return true
  }

  /// Excludes globals to which something is stored that has another name, or may have been stored before.
  mutating func checkStores(in body: SSABody, _ places: Places) {
    let objects = LocalObjects(body, in: program)
    for id in body.blockIDs {
      for (index, instruction) in body[id].instructions.enumerated() {
        guard case .storeGlobal(let global) = instruction.operation, properties[global] != nil else {
          continue
        }
        let place = LocalUses.Place(id, index)
        guard let object = instruction.operands[0].local, let uses = objects[object], uses.others == [place],
          let definition = places.definition(of: object),
          body.instruction(at: definition)?.operation == .objectNew,
          !body.comes(to: Array(places.uses[object]), from: place, before: definition, through: nil)
        else {
          exclude(global)
          continue
        }
        properties[global]!.storedKeys.formUnion(uses.storedKeys)
      }
    }
  }
}

extension SSABody {
  /// The instruction at `place`; nil if there is the terminator.
  fileprivate func instruction(at place: LocalUses.Place) -> SSAInstruction? {
    place.index < self[place.block].instructions.count ? self[place.block].instructions[place.index] : nil
  }
}
