import WorkbenchCore

/// The keys that all rules have in common: which parameters are looked at together, and how long the update is.
struct CombinationKeys {
  enum Scope: String, SettingChoice { case backbone, stage }
  enum Scale: String, SettingChoice { case asPublished = "as-published", sum, mean }

  private static let scope = Setting(
    "scope", default: Scope.backbone, "what is chosen for at once: all shared parameters, or those between two exits")
  private static let scale = Setting(
    "scale", default: Scale.asPublished, "length of the update: the rule's own, or like a sum or mean of gradients")
  private static let unitRows = Setting(
    "unit-rows", default: false, "the rule sees every gradient at length 1, and its weights act on those")

  /// The keys of rules that read rows.
  static let ofRows: [any AnySetting] = [scope, scale]
  /// The keys of rules that read inner products.
  static let ofGram: [any AnySetting] = ofRows + [unitRows]

  let scope: GradientScope
  let scale: Scale
  let unitRows: Bool

  init(ofRows settings: Settings) { self.init(settings, unitRows: false) }

  init(ofGram settings: Settings) { self.init(settings, unitRows: settings[Self.unitRows]) }

  private init(_ settings: Settings, unitRows: Bool) {
    scope = settings[Self.scope] == .stage ? .stage : .backbone
    scale = settings[Self.scale]
    self.unitRows = unitRows
  }
}

/// The scale of a rule as its authors have it.
typealias PublishedScale = UpdateScale

extension UpdateScale {
  /// What an update is multiplied by to get the wanted scale.
  ///
  /// Between sum and mean lies the number of gradients. An update with a length of its own becomes as long as the plain sum
  /// or mean; `lengths` gives the update's length and the sum's.
  func factor(to wanted: CombinationKeys.Scale, count: Int, lengths: () -> (update: Double, sum: Double)) -> Double {
    let count = Double(count)
    switch (self, wanted) {
    case (_, .asPublished), (.sum, .sum), (.mean, .mean): return 1
    case (.sum, .mean): return 1 / count
    case (.mean, .sum): return count
    case (.own, _):
      let (update, sum) = lengths()
      guard update > 0 else { return 1 }
      return sum / update / (wanted == .sum ? 1 : count)
    }
  }
}
