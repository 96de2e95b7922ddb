/// The keys of the section `policy` that every exit policy has: what thresholds are fitted to, and on which samples.
public struct PolicySection: Sendable, Equatable {
  /// The splits that thresholds can be fitted on; `test` is there for upper bounds and is marked in every report.
  public enum FittingSplit: String, SettingChoice { case calibration, validation, test }

  /// Where thresholds, temperatures and the policy's parameters are fitted.
  public let fitOn: FittingSplit
  /// Whether the policy sees logits divided by a temperature of each exit.
  public let scalesTemperatures: Bool
  /// The mean cost of a sample to find thresholds for, in multiply-accumulates.
  public let budget: OperationCount?
  /// The share of right answers to find thresholds for, 0...1.
  public let accuracy: Double?
  /// The share of samples that each exit is to take.
  public let distribution: [Double]?

  static let fitOn = Setting(
    "fit-on", default: FittingSplit.calibration, "split that thresholds are fitted on; test is marked in every report")
  static let scalesTemperatures = Setting(
    "temperature-scaling", default: false, "divide the logits of each exit by a fitted temperature first")
  static let budget = Setting<OperationCount?>(
    "budget", default: nil, "mean cost of a sample to find thresholds for, in MACs")
  static let accuracy = Setting<Double?>(
    "accuracy", default: nil, in: 0...1, "share of right answers to find the cheapest thresholds for")
  static let distribution = Setting<[Double]?>(
    "distribution", default: nil, "share of samples that each exit is to take; the shares sum to 1")

  package static let settings: [any AnySetting] = [fitOn, scalesTemperatures, budget, accuracy, distribution]

  package init(_ settings: Settings) {
    fitOn = settings[Self.fitOn]
    scalesTemperatures = settings[Self.scalesTemperatures]
    budget = settings[Self.budget]
    accuracy = settings[Self.accuracy]
    distribution = settings[Self.distribution]
  }
}
