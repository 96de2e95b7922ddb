import WorkbenchCore

/// Feature partitioning and feature referencing: the channels at an exit are split between depth and exit.
///
/// The first `beta` of the channels, f+, learn from the deeper exits; the rest, f-, are this exit's own. Each side reads the
/// other's part by reference: its values, without sending a gradient back. Only the coarsest scale is split, and the last exit
/// is left whole.
///
/// What an exit's own head sends back is a choice, as paper and code differ:
///
/// | `exit-sees` | head sees | gradient of the head reaches |
/// |---|---|---|
/// | `all` (the released code for MSDNet) | f+ and f- | f+ and f- |
/// | `own` (the paper's figure 2; the released code for ResNet and VGG) | f+ by reference, f- | f- |
///
/// Without referencing, each side sees zeros in place of the other's part. At `beta` 0 or 1 one part is empty, and the features
/// belong to one side altogether; the other sees them by reference, in both modes, as in the released code.
///
/// Source: Gong et al., "Deep Feature Surgery: Towards Accurate and Efficient Multi-Exit Networks", ECCV 2024, section 3.
struct DeepFeatureSurgery: GradientStrategy {
  static let name = "dfs"
  static let summary = "feature partitioning and referencing (Gong et al., ECCV 2024)"
  static let roles = StrategyRoles.branch

  static let beta = Setting("beta", default: 0.5, in: 0...1, "share of channels that deeper exits train")
  static let referencing = Setting(
    "referencing", default: true, "each side sees the other's part, without a gradient; else zeros in its place")
  static let exitSees = Setting(
    "exit-sees", default: View.all,
    "all: the exit trains what it sees, f+ too (released code); own: f- alone (the paper)")

  static let settings: [any AnySetting] = [beta, referencing, exitSees]

  static func quirks(of settings: Settings) -> [Quirk] {
    guard settings[exitSees] == .all, settings[referencing], (0..<1).contains(settings[beta]), settings[beta] > 0 else {
      return []
    }
    return [
      Quirk(
        of: exitSees,
        "an exit also trains the channels that it shares with deeper ones, as DFS's code does for MSDNet and the vision transformer; "
          + "'own' is the article's figure 2")
    ]
  }

  enum View: String, SettingChoice { case all, own }

  private let beta: Double
  private let referencing: Bool
  private let view: View

  init(_ settings: Settings) {
    beta = settings[Self.beta]
    referencing = settings[Self.referencing]
    view = settings[Self.exitSees]
  }

  func sharedChannels(of channels: Int, at exit: Exit) -> Int? {
    exit.isLast ? nil : ChannelSplit(of: channels, share: beta).shared.count
  }

  var sharedShare: Double? { beta }

  func branch(_ features: Features, at exit: Exit) throws -> Branch {
    guard let whole = features.last, let shared = sharedChannels(of: whole.shape[1], at: exit) else {
      return Branch(features)
    }
    let channels = whole.shape[1]
    let deeper = 0..<shared
    let own = shared..<channels
    let trunk: Tensor
    let head: Tensor
    if beta >= 1 {
      trunk = whole
      head = try referencing ? whole.detached() : whole.clearing(channels: 0..<channels)
    } else if beta <= 0 {
      trunk = try referencing ? whole.detached() : whole.clearing(channels: 0..<channels)
      head = whole
    } else if referencing {
      trunk = try whole.stoppingGradient(inChannels: own)
      head = view == .all ? whole : try whole.stoppingGradient(inChannels: deeper)
    } else {
      trunk = try whole.clearing(channels: own)
      head = try whole.clearing(channels: deeper)
    }
    let finer = features.dropLast()
    return Branch(head: finer + [head], trunk: finer + [trunk])
  }
}
