import WorkbenchCore

/// Adam: steps scaled by running means of the gradient and of its square; weight decay acts through the gradient.
///
/// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
struct Adam: AdaptiveOptimizer {
  static let name = "adam"
  static let summary = "Adam (Kingma and Ba, ICLR 2015)"
  static let settings = AdaptiveMoments.settings(weightDecay: 0)

  var moments: AdaptiveMoments

  init(_ settings: Settings, parameters: [Parameter]) {
    moments = AdaptiveMoments(settings, parameters: parameters, decoupled: false)
  }
}

/// Adam whose weight decay acts on the parameters themselves.
///
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.
struct AdamW: AdaptiveOptimizer {
  static let name = "adamw"
  static let summary = "Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019)"
  static let settings = AdaptiveMoments.settings(weightDecay: 0.01)

  var moments: AdaptiveMoments

  init(_ settings: Settings, parameters: [Parameter]) {
    moments = AdaptiveMoments(settings, parameters: parameters, decoupled: true)
  }
}
