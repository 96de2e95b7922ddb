import WorkbenchCore

/// The losses of exits that the last one teaches by its probabilities, and their keys: what ``OneForAll`` and ``TwoStages`` share.
struct OneForAllLosses {
  private static let gamma = Setting("gamma", default: 0.9, in: 0...1, "share of the teacher in an early exit's loss")
  private static let temperature = Setting(
    "temperature", default: 3.0, in: 1e-3...1e3, "what logits are divided by before they are compared")
  private static let meanOver = Setting(
    "mean-over", default: Mean.samples, "samples: as the divergence is defined; elements: the released code")

  static let settings: [any AnySetting] = [gamma, temperature, meanOver]

  enum Mean: String, SettingChoice { case samples, elements }

  private let gamma: Double
  private let temperature: Double
  private let mean: Mean

  init(_ settings: Settings) {
    (gamma, temperature, mean) = (settings[Self.gamma], settings[Self.temperature], settings[Self.meanOver])
  }

  /// `(1 - gamma) CE + gamma T^2 KL` for every early exit, CE for the last.
  func losses(of outputs: [ExitOutput], labels: Tensor) throws -> [Tensor] {
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
