import WorkbenchCore

/// Gradients stop at every exit but the last, on one of its two sides.
///
/// | `where` | early heads train | blocks are trained by |
/// |---|---|---|
/// | `heads` | themselves alone | the last exit alone |
/// | `blocks` | themselves and the blocks since the exit before | the next exit alone |
///
/// Values pass unchanged. Both are the ends of a scale: no early exit touches the backbone, or no deeper exit touches an early
/// block. The backward pass is shorter than the sum's.
///
/// Source: `heads` as in Kaya et al., "Shallow-Deep Networks", ICML 2019 (training of internal classifiers alone); `blocks` is
/// local training, as in Belilovsky et al., "Decoupled Greedy Learning of CNNs", ICML 2020.
struct Detach: GradientStrategy {
  static let name = "detach"
  static let summary = "early heads or next blocks send no gradient back"
  static let roles = StrategyRoles.branch

  static let place = Setting(
    "where", default: Place.heads,
    "heads: the last exit alone trains the blocks; blocks: each is trained by the next exit alone")
  static let settings: [any AnySetting] = [place]

  enum Place: String, SettingChoice { case heads, blocks }

  private let place: Place

  init(_ settings: Settings) { place = settings[Self.place] }

  func branch(_ features: Features, at exit: Exit) throws -> Branch {
    let stopped = try features.map { try $0.detached() }
    return place == .heads ? Branch(head: stopped, trunk: features) : Branch(head: features, trunk: stopped)
  }
}
