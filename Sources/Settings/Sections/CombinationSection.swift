/// The section `combination`: how what a strategy chooses from losses or gradients becomes the update, whatever the strategy.
public struct CombinationSection: Sendable, Equatable {
  /// What the update's length is like.
  public enum Scale: String, SettingChoice {
    /// As the strategy's authors have it.
    case asPublished = "as-published"
    case sum, mean
  }

  /// What the update's length is like.
  public let scale: Scale
  /// Whether a rule sees every gradient at length 1, and its weights act on those.
  public let unitRows: Bool
  /// How much every exit counts, shallowest first; nil where all count alike.
  public let preference: [Double]?
  /// The share of the weights before in the weights of a step, in 0..<1.
  public let smoothing: Double
  /// Steps from one choice of weights to the next, at least 1.
  public let every: Int

  private let settings: Settings

  /// The key of ``scale-swift.property``.
  public static let scale = Setting(
    "scale", default: Scale.asPublished, "length of the update: the strategy's own, or like a sum or mean of gradients")
  /// The key of ``unitRows-swift.property``.
  public static let unitRows = Setting(
    "unit-rows", default: false, "a rule sees every gradient at length 1, and its weights act on those")
  /// The key of ``preference-swift.property``.
  public static let preference = Setting<[Double]?>(
    "preference", default: nil, "how much every exit counts, shallowest first; none: all alike, with the sum 1")
  /// The key of ``smoothing-swift.property``.
  public static let smoothing = Setting(
    "smoothing", default: 0.0, in: 0..<1, "share of the weights before in those of a step; 0.9 is CR-MOGM")
  /// The key of ``every-swift.property``.
  public static let every = Setting(
    "every", default: 1, in: 1..., "steps from one choice of weights to the next; between, one backward pass")

  package static let declared: [any AnySetting] = [scale, unitRows, preference, smoothing, every]

  /// The section as a recipe gives it.
  public init(_ settings: Settings) {
    scale = settings[Self.scale]
    unitRows = settings[Self.unitRows]
    preference = settings[Self.preference]
    smoothing = settings[Self.smoothing]
    every = settings[Self.every]
    self.settings = settings
  }

  /// The section of a recipe that leaves it out.
  public init() { self.init(Settings(defaultsOf: Self.declared)) }

  /// Whether strategies are left as they are.
  public var isPlain: Bool {
    scale == .asPublished && !unitRows && preference == nil && smoothing == 0 && every == 1
  }

  /// An error about a value that does not fit the strategy or the network; it points at the value.
  public func problem<Value>(_ setting: Setting<Value>, _ message: String, hint: String? = nil) -> RecipeError {
    settings.problem(setting, message, hint: hint)
  }
}
