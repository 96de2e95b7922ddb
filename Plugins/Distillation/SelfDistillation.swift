import WorkbenchCore

/// "Be your own teacher": the last exit teaches the earlier ones by its probabilities and its embedding.
///
/// With CE the cross entropy with the labels, KD that with the last exit's probabilities at a temperature T, both means over
/// the batch, and h the heads' embeddings `[N, D]`:
///
/// | `variant` | loss of an early exit | loss of the last |
/// |---|---|---|
/// | `dfs` (the comparison in Deep Feature Surgery's code) | `(1 - gamma) CE + gamma KD + lambda norm(h - h')` | `CE` |
/// | `published` | `(1 - gamma) CE + gamma T^2 KD + lambda sum((h - h')^2)` | `(1 - gamma) CE` |
///
/// The norm is one over the whole batch: it grows with the root of the batch size, the sum with the batch size. The sum counts
/// an element only where one of the two embeddings is positive. The teacher gets no gradient.
///
/// | key | `dfs` | `published` |
/// |---|---|---|
/// | `gamma` | 0.9 (0.3 for ResNet and VGG) | 0.1 |
/// | `temperature` | 3 | 3 |
/// | `lambda` | 0.03 | 0.000001 |
///
/// Embeddings must have one width: where heads' widths differ, choose heads with an adaptation, or `lambda: 0`.
///
/// Source: Zhang et al., "Be Your Own Teacher", ICCV 2019; Gong et al., "Deep Feature Surgery", ECCV 2024, released code.
struct SelfDistillation: GradientStrategy {
  static let name = "byot"
  static let summary = "the last exit teaches the others (Be Your Own Teacher, ICCV 2019)"
  static let roles = StrategyRoles.losses

  static let variant = Setting(
    "variant", default: Variant.dfs, "dfs: the terms of Deep Feature Surgery's code; published: those of the method")
  static let gamma = Setting<Double?>(
    "gamma", default: nil, in: 0...1, "share of the teacher in an early exit's loss; none: the variant's 0.9 or 0.1")
  static let temperature = Setting(
    "temperature", default: 3.0, in: 1e-3...1e3, "what logits are divided by before they are compared")
  static let lambda = Setting<Double?>(
    "lambda", default: nil, in: 0...1e6, "weight of the embeddings' distance; none: the variant's 0.03 or 0.000001")

  static let settings: [any AnySetting] = [variant, gamma, temperature, lambda]

  static func quirks(of settings: Settings) -> [Quirk] {
    guard settings[variant] == .dfs else { return [] }
    return [
      Quirk(
        of: variant,
        "DFS's code has no factor T² on what the teacher's probabilities say, and one norm over the whole batch as the distance of embeddings, "
          + "whose weight therefore grows with the root of the batch size; 'published' has the method's own terms")
    ]
  }

  enum Variant: String, SettingChoice { case dfs, published }

  private let variant: Variant
  private let gamma: Double
  private let temperature: Double
  private let lambda: Double

  init(_ settings: Settings) {
    variant = settings[Self.variant]
    gamma = settings[Self.gamma] ?? (variant == .dfs ? 0.9 : 0.1)
    temperature = settings[Self.temperature]
    lambda = settings[Self.lambda] ?? (variant == .dfs ? 0.03 : 1e-6)
  }

  func losses(of outputs: [ExitOutput], labels: Tensor, in context: inout StepContext) throws -> [Tensor] {
    guard let teacher = outputs.last else { return [] }
    let targets = try SoftTargets(teacher.logits, temperature: temperature)
    let early = try outputs.dropLast().enumerated().map { exit, student in
      let learned = try targets.crossEntropy(of: student.logits)
      let factor = variant == .dfs ? gamma : gamma * temperature * temperature
      let loss = try student.logits.crossEntropy(labels) * (1 - gamma) + learned * factor
      guard lambda > 0 else { return loss }
      try requireEqualWidths(student, teacher, exit: exit)
      return try loss + distance(student.embedding, teacher.embedding.detached()) * lambda
    }
    let last = try teacher.logits.crossEntropy(labels)
    return early + [variant == .dfs ? last : try last * (1 - gamma)]
  }

  private func distance(_ student: Tensor, _ teacher: Tensor) throws -> Tensor {
    let difference = try student - teacher
    switch variant {
    case .dfs: return try difference.norm()
    case .published:
      let positive = try student.detached().relu() + teacher.relu()
      let isSilent = try positive.equals(positive.filled(with: 0)).converted(to: student.type)
      return try (difference * difference * (-isSilent + 1)).sum()
    }
  }

  private func requireEqualWidths(_ student: ExitOutput, _ teacher: ExitOutput, exit: Int) throws {
    let (own, last) = (student.embedding.shape, teacher.embedding.shape)
    guard own != last else { return }
    throw ModelError(
      "strategy 'byot' compares embeddings, but those of exit \(exit + 1) have the shape \(own) and those of the last \(last): "
        + "use heads whose widths agree, such as gated-separable with adaptation, or lambda: 0")
  }
}
