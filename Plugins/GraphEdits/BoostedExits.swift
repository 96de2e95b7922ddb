import WorkbenchCore

/// Every exit corrects the sum of the exits before it, as in boosting.
///
/// The logits of an exit are those of its head plus `reweight` times those of the exit before: in training and in inference. In
/// training no gradient flows into the earlier exits, so each learns what those before it leave to be learned, and the losses
/// are added. One backward pass; evaluation must use the strategy that trained, as it is part of the model.
///
/// Source: Yu et al., "Boosted Dynamic Neural Networks", AAAI 2023; 0.5 as in the released code for CIFAR and ImageNet.
struct BoostedExits: GradientStrategy {
  static let name = "boostnet"
  static let summary = "every exit adds to what the one before says (Boosted Dynamic Networks, AAAI 2023)"
  static let roles = StrategyRoles.logits

  static let reweight = Setting(
    "reweight", default: 0.5, in: 0...1, "share of the exit before in what an exit says")
  static let settings: [any AnySetting] = [reweight]

  private let reweight: Double

  init(_ settings: Settings) { reweight = settings[Self.reweight] }

  func logits(_ logits: Tensor, at exit: Exit, after earlier: [Tensor], _ mode: Mode) throws -> Tensor {
    guard let previous = earlier.last else { return logits }
    return try logits + previous.detached() * reweight
  }
}
