import Settings

extension Node {
  /// What a recipe inherits from this tree besides what it says itself: all but what published code has for keys that are gone.
  ///
  /// The section `published` speaks of the keys of the recipe's own components. Where `heir` names another component than this
  /// tree does, what stands there about the old one's keys is discarded with those keys.
  func withoutPublishedValues(ofComponentsReplacedBy heir: Node) -> Node {
    let replaced = RecipeSchema.componentKeys.filter { key in
      guard let old = self[key]?.componentNames, let new = heir[key]?.componentNames else { return false }
      return !new.isEmpty && old != new
    }
    guard !replaced.isEmpty else { return self }
    return changing("published") { published in
      published.changing("values") { values in
        let kept = values.pairs?.filter { pair in !replaced.contains { pair.key.hasPrefix("\($0).") } }
        return kept.map { Node(.mapping($0), at: values.place) } ?? values
      }
    }
  }

  /// The names of a component, or of those in a list or by exit; none for a map that leaves the name as it is.
  private var componentNames: [String] {
    let parts = items ?? (isByExit ? pairs?.map(\.value) : nil) ?? [self]
    return parts.compactMap { $0.asComponent["name"]?.text }
  }

  /// The map with one value changed, if it is there.
  private func changing(_ key: String, _ change: (Node) -> Node) -> Node {
    guard var pairs, let index = pairs.firstIndex(where: { $0.key == key }) else { return self }
    pairs[index].value = change(pairs[index].value)
    return Node(.mapping(pairs), at: place)
  }
}
