import OrderedCollections

/// What groups are called: by their strategies, and where these are the same by the keys in which their recipes differ.
struct GroupNames {
  /// The strategies of each group, joined by ` + `.
  let strategies: [String]
  /// The keys in which the recipes of all groups differ, with the values of each group.
  let differences: [[ComparedRun.RecipeValue]]
  /// No two are the same.
  let labels: [String]

  /// From one run of each group.
  init(_ runs: [ComparedRun]) {
    let strategies = runs.map { $0.record.strategy.split(separator: "+").joined(separator: " + ") }
    let keys = Self.differingKeys(of: runs)
    let differences = runs.map { run in keys.compactMap { key in run.recipe.first { $0.key == key } } }
    let labels = runs.indices.map { index -> String in
      let same = runs.indices.filter { strategies[$0] == strategies[index] }
      guard same.count > 1 else { return strategies[index] }
      let telling = Set(Self.differingKeys(of: same.map { runs[$0] }))
      let values = differences[index].filter { telling.contains($0.key) }
      let words = values.map { "\(Self.short($0.key, among: telling))=\($0.value)" }
      return ([strategies[index]] + words).joined(separator: " ")
    }
    (self.strategies, self.differences) = (strategies, differences)
    self.labels = Self.unique(labels)
  }

  /// The keys whose values are not the same in all runs, in the order of the recipe.
  ///
  /// Names and seeds always may differ, and so may what changes no result. Places tell only runs apart whose data differ.
  static func differingKeys(of runs: [ComparedRun]) -> [String] {
    var values: OrderedDictionary<String, Set<String>> = [:]
    var counts: [String: Int] = [:]
    let haveOtherData = Set(runs.map { $0.data?.identity }).count > 1
    for run in runs {
      for entry in run.recipe
      where entry.key != "seed" && entry.key != "name"
        && (!run.keysWithoutEffect.contains(entry.key) || haveOtherData && entry.key == "data.root")
      {
        values[entry.key, default: []].insert(entry.value)
        counts[entry.key, default: 0] += 1
      }
    }
    return values.filter { $0.value.count > 1 || counts[$0.key] != runs.count }.keys.elements
  }

  /// The last part of a key, where no other key ends like it; beta has its letter.
  private static func short(_ key: String, among keys: Set<String>) -> String {
    let last = key.split(separator: ".").last.map(String.init) ?? key
    guard keys.count(where: { $0.hasSuffix("." + last) || $0 == last }) <= 1 else { return key }
    return last == "beta" ? "β" : last
  }

  private static func unique(_ labels: [String]) -> [String] {
    var counts: [String: Int] = [:]
    return labels.map { label in
      counts[label, default: 0] += 1
      let count = counts[label] ?? 1
      return count == 1 ? label : "\(label) (\(count))"
    }
  }
}
