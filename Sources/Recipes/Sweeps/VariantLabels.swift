import Settings

/// What tables call the members of a sweep: `dfs`, `dfs beta=0.7`, `learning-rate=0.05`.
struct VariantLabels {
  /// The swept keys without the seed, in the order in which they are given.
  let keys: [String]
  private let shortKeys: [String: String]

  init(_ combinations: [[Override]]) {
    var known: Set<String> = ["seed"]
    keys = combinations.joined().map(\.key).filter { known.insert($0).inserted }
    let lasts = keys.map { $0.split(separator: ".").last.map(String.init) ?? $0 }
    shortKeys = Dictionary(
      uniqueKeysWithValues: zip(keys, lasts).map { key, last in
        (key, lasts.count { $0 == last } > 1 ? key : last)
      })
  }

  /// The name of a member with these settings; nil where nothing but the seed is swept.
  func label(of settings: [Override]) -> String? {
    let parts = settings.filter { $0.key != "seed" }.map { setting in
      let isComponent = RecipeSchema.componentKeys.contains(setting.key) || setting.path.last == "name"
      let text = isComponent ? setting.value.componentLabel : nil
      return text ?? "\(shortKeys[setting.key] ?? setting.key)=\(setting.value.flowText)"
    }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  /// The values of the swept keys without the seed.
  func values(of settings: [Override]) -> [String: String] {
    Dictionary(settings.filter { $0.key != "seed" }.map { ($0.key, $0.value.flowText) }) { $1 }
  }
}

extension Node {
  /// The value as YAML in one line.
  var flowText: String {
    switch content {
    case .scalar(let text, let quoted): quoted || text.isEmpty ? QuotedText(text).yaml : text
    case .sequence(let items): "[\(items.map(\.flowText).joined(separator: ", "))]"
    case .mapping(let pairs): "{\(pairs.map { "\($0.key): \($0.value.flowText)" }.joined(separator: ", "))}"
    case .refused: ""
    }
  }

  /// A component in a few words, `dfs` or `dfs beta=0.7`; nil for what is none.
  fileprivate var componentLabel: String? {
    if let items { return items.compactMap(\.componentLabel).joined(separator: "+") }
    guard let pairs = asComponent.pairs, let name = asComponent["name"]?.text else { return nil }
    let rest = pairs.filter { $0.key != "name" }.map { "\($0.key)=\($0.value.flowText)" }
    return ([name] + rest).joined(separator: " ")
  }
}
