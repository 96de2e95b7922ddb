import WorkbenchCore

/// Adam: steps scaled by running means of the gradient and of its square; weight decay acts through the gradient.
///
/// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
struct Adam: Optimizer {
  static let name = "adam"
  static let summary = "Adam (Kingma and Ba, ICLR 2015)"
  static let settings = AdaptiveMoments.settings(weightDecay: 0)

  private var moments: AdaptiveMoments

  init(_ settings: Settings, parameters: [Parameter]) {
    moments = AdaptiveMoments(settings, parameters: parameters, decoupled: false)
  }

  var learningRate: Double { moments.learningRate }
  mutating func step(rate: Double) throws { try moments.step(rate: rate) }
  func state() -> [String: Tensor] { moments.state() }
  mutating func restore(_ state: [String: Tensor]) throws { try moments.restore(state) }
}

/// Adam whose weight decay acts on the parameters themselves.
///
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.
struct AdamW: Optimizer {
  static let name = "adamw"
  static let summary = "Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019)"
  static let settings = AdaptiveMoments.settings(weightDecay: 0.01)

  private var moments: AdaptiveMoments

  init(_ settings: Settings, parameters: [Parameter]) {
    moments = AdaptiveMoments(settings, parameters: parameters, decoupled: true)
  }

  var learningRate: Double { moments.learningRate }
  mutating func step(rate: Double) throws { try moments.step(rate: rate) }
  func state() -> [String: Tensor] { moments.state() }
  mutating func restore(_ state: [String: Tensor]) throws { try moments.restore(state) }
}
