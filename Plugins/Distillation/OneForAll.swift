import WorkbenchCore

/// The last exit teaches the others by its probabilities: IMTA's one-for-all knowledge transfer.
///
/// The loss of an early exit is `(1 - gamma) CE + gamma T^2 KL`, with KL the divergence from the last exit's probabilities at
/// the temperature T; that of the last exit is CE. The teacher gets no gradient. In the paper it goes together with gradient
/// equilibrium: `strategy: [ge, one-for-all]`.
///
/// The released code averages KL over samples and classes, which makes it as many times weaker as there are classes:
/// `mean-over: elements` does the same. Defaults are those for CIFAR; for ImageNet `gamma` is 0.1 and `temperature` 1.
///
/// Source: Li et al., "Improved Techniques for Training Adaptive Deep Networks", ICCV 2019, section 3.3. Its second stage,
/// inline subnetwork collaboration, is not part of this.
struct OneForAll: GradientStrategy {
  static let name = "one-for-all"
  static let summary = "early exits learn the last one's probabilities (IMTA, ICCV 2019)"
  static let roles = StrategyRoles.losses

  static let gamma = Setting("gamma", default: 0.9, in: 0...1, "share of the teacher in an early exit's loss")
  static let temperature = Setting(
    "temperature", default: 3.0, in: 1e-3...1e3, "what logits are divided by before they are compared")
  static let meanOver = Setting(
    "mean-over", default: Mean.samples, "samples: as the divergence is defined; elements: the released code")

  static let settings: [any AnySetting] = [gamma, temperature, meanOver]

  enum Mean: String, SettingChoice { case samples, elements }

  private let gamma: Double
  private let temperature: Double
  private let mean: Mean

  init(_ settings: Settings) {
    (gamma, temperature, mean) = (settings[Self.gamma], settings[Self.temperature], settings[Self.meanOver])
  }

  func losses(of outputs: [ExitOutput], labels: Tensor, in context: inout StepContext) throws -> [Tensor] {
    guard let teacher = outputs.last?.logits else { return [] }
    let targets = try SoftTargets(teacher, temperature: temperature)
    let classes = mean == .elements ? Double(teacher.shape[1]) : 1
    let early = try outputs.dropLast().map { student in
      let learned = try targets.divergence(of: student.logits).mean()
      return try student.logits.crossEntropy(labels) * (1 - gamma)
        + learned * (gamma * temperature * temperature / classes)
    }
    return early + [try teacher.crossEntropy(labels)]
  }
}
