import Settings

extension Node {
  /// What a node is in a recipe, as far as merging must know.
  enum Role {
    /// The whole recipe.
    case root
    /// A component: a map with `name`, or the name alone.
    case component
    /// A component for all exits, or one for each of some.
    case heads
    /// Anything else.
    case plain

    func child(_ key: String) -> Role {
      switch self {
      case .root: key == "heads" ? .heads : RecipeSchema.componentKeys.contains(key) ? .component : .plain
      case .heads: .component
      case .component, .plain: .plain
      }
    }
  }

  /// This node laid over one that it inherits from.
  ///
  /// Maps merge key by key; anything else replaces what was there. A component of another name replaces the old one
  /// with all its keys, for they were meant for the old one. Heads of single exits leave those of the others as they were.
  func merged(over base: Node?, role: Role) -> Node {
    guard let base else { return self }
    if role == .heads, items == nil, isByExit { return merged(inMap: base.byExit, role: role) }
    if role == .heads, !base.isByExit { return merged(inMap: base, role: .component) }
    if role == .heads, items != nil || asComponent["name"] != nil { return replacing(base) }
    return merged(inMap: base, role: role)
  }

  private func merged(inMap base: Node, role: Role) -> Node {
    let old = role == .component ? base.asComponent : base
    let new = role == .component ? asComponent : self
    guard let oldPairs = old.pairs, let newPairs = new.pairs else { return replacing(base) }
    if role == .component, let oldName = old["name"], let newName = new["name"], oldName.text != newName.text {
      return Node(.mapping(newPairs.map { $0.key == "name" ? $0.replacing(oldName) : $0 }), at: new.place)
    }
    var pairs = oldPairs
    let indices = Dictionary(oldPairs.enumerated().map { ($1.key, $0) }) { first, _ in first }
    for pair in newPairs {
      if let index = indices[pair.key] {
        let value = pair.value.merged(over: oldPairs[index].value, role: role.child(pair.key))
        pairs[index] = Pair(key: pair.key, place: pair.place, value: value)
      } else {
        pairs.append(pair)
      }
    }
    return Node(.mapping(pairs), at: new.place)
  }

  private func replacing(_ old: Node) -> Node {
    var new = self
    new.earlier = [old]
    return new
  }
}

extension Node.Pair {
  fileprivate func replacing(_ old: Node) -> Node.Pair {
    var new = self
    new.value.earlier = [old]
    return new
  }
}
