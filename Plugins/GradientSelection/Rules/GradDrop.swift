import WorkbenchCore

/// GradDrop: where exits disagree about a parameter's sign, one sign is drawn and the others' gradients are dropped.
///
/// For every parameter the purity is the positive share of all absolute gradients; the positive ones stay with that probability, else
/// the negative ones. One number decides for all exits. `leak` is the share of dropped gradients that passes anyway.
///
/// The paper drops gradients of a shared representation; the rows of parameters are TorchJD's version, used here because exits
/// share no single representation.
///
/// Source: Chen et al., "Just Pick a Sign: Optimizing Deep Multitask Models with Gradient Sign Dropout", NeurIPS 2020.
struct GradDrop: GradientStrategy {
  static let name = "graddrop"
  static let summary = "gradients of one sign at every parameter (Chen et al., NeurIPS 2020)"
  static let roles = StrategyRoles.combination

  static let leak = Setting("leak", default: 0.0, in: 0...1, "share of dropped gradients that passes")
  static let settings: [any AnySetting] = [ScopeKey.setting, leak]

  private let scope: GradientScope
  private let leak: Double

  init(_ settings: Settings) {
    scope = ScopeKey.scope(in: settings)
    leak = settings[Self.leak]
  }

  var need: GradientNeed { .rows(scope) }

  func combine(_ rows: Tensor, losses: [Double], in context: inout StepContext) throws -> Tensor {
    var random = context.random("graddrop signs of \(context.scope)")
    let uniforms = (0..<rows.shape[1]).map { _ in random.uniform() }
    return try Self.combine(rows, uniforms: uniforms, leak: leak)
  }

  /// The rule for given numbers in [0, 1), one for each parameter.
  static func combine(_ rows: Tensor, uniforms: [Double], leak: Double) throws -> Tensor {
    let drawn = try Tensor(uniforms, [uniforms.count]).moved(to: rows.device, as: rows.type)
    let sum = try rows.sum(dims: [0])
    // Row by row: all at once would be as large as the rows themselves.
    let positive = try sum.filled(with: 0)
    for row in 0..<rows.shape[0] { try positive.add(rows.narrowed(dim: 0, row..<row + 1).relu().sum(dims: [0])) }
    let negative = try sum - positive
    let size = try positive - negative
    // Where all gradients are zero, there is nothing to keep, and nothing to divide by.
    let one = try size.equals(size.filled(with: 0)).converted(to: rows.type)
    let margin = try positive / (size + one) - drawn
    let keepsPositive = try margin.isAboveZero()
    let keepsNegative = try (-margin).isAboveZero()
    let kept = try positive * keepsPositive + negative * keepsNegative
    return try kept * (1 - leak) + sum * leak
  }
}

extension Tensor {
  /// What makes at least 1 of the smallest difference of two numbers up to 1 that are not equal.
  private static let beyondAnyDifference = 1e30

  /// 1 where an element is greater than 0, else 0.
  fileprivate func isAboveZero() throws -> Tensor {
    try (self * Self.beyondAnyDifference).clamped(to: 0...1)
  }
}
