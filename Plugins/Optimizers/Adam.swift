import WorkbenchCore

/// Adam: steps scaled by running means of the gradient and of its square; weight decay acts through the gradient.
///
/// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
public struct Adam: Optimizer {
  public static let name = "adam"
  public static let summary = "Adam (Kingma and Ba, ICLR 2015)"
  public static let settings = AdaptiveMoments.settings(weightDecay: 0)

  private var moments: AdaptiveMoments

  public init(_ settings: Settings, parameters: [Parameter]) {
    moments = AdaptiveMoments(settings, parameters: parameters, decoupled: false)
  }

  public var learningRate: Double { moments.learningRate }
  public mutating func step(rate: Double) throws { try moments.step(rate: rate) }
  public func state() -> [String: Tensor] { moments.state() }
  public mutating func restore(_ state: [String: Tensor]) throws { try moments.restore(state) }
}

/// Adam whose weight decay acts on the parameters themselves.
///
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.
public struct AdamW: Optimizer {
  public static let name = "adamw"
  public static let summary = "Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019)"
  public static let settings = AdaptiveMoments.settings(weightDecay: 0.01)

  private var moments: AdaptiveMoments

  public init(_ settings: Settings, parameters: [Parameter]) {
    moments = AdaptiveMoments(settings, parameters: parameters, decoupled: true)
  }

  public var learningRate: Double { moments.learningRate }
  public mutating func step(rate: Double) throws { try moments.step(rate: rate) }
  public func state() -> [String: Tensor] { moments.state() }
  public mutating func restore(_ state: [String: Tensor]) throws { try moments.restore(state) }
}
