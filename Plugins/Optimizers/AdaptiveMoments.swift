import WorkbenchCore

/// An optimizer whose keys, memory and steps are those of ``AdaptiveMoments``.
protocol AdaptiveOptimizer: Optimizer {
  var moments: AdaptiveMoments { get set }
}

extension AdaptiveOptimizer {
  var learningRate: Double { moments.learningRate }
  mutating func step(rate: Double) throws { try moments.step(rate: rate) }
  func state() -> [String: Tensor] { moments.state() }
  mutating func restore(_ state: [String: Tensor]) throws { try moments.restore(state) }
}

/// What Adam and AdamW share: keys, running means of gradients and their squares, and the step.
struct AdaptiveMoments {
  private static let learningRate = Setting(
    "learning-rate", default: 1e-3, in: 0...1e6, "step length before the schedule")
  private static let beta1 = Setting("beta1", default: 0.9, in: 0..<1, "how slowly the mean of the gradient moves")
  private static let beta2 = Setting("beta2", default: 0.999, in: 0..<1, "how slowly the mean of its square moves")
  private static let epsilon = Setting("epsilon", default: 1e-8, in: 0...1, "what is added to the root of the square")

  private static func weightDecay(_ standard: Double) -> Setting<Double> {
    Setting("weight-decay", default: standard, in: 0...1e6, "how strongly parameters are pulled to zero")
  }

  static func settings(weightDecay standard: Double) -> [any AnySetting] {
    [learningRate, beta1, beta2, epsilon, weightDecay(standard)]
  }

  let learningRate: Double
  private let betas: (Double, Double)
  private let epsilon: Double
  private let weightDecay: Double
  private let decoupled: Bool
  private let parameters: [Parameter]
  private var moments: [String: AdamMoments] = [:]

  init(_ settings: Settings, parameters: [Parameter], decoupled: Bool) {
    learningRate = settings[Self.learningRate]
    betas = (settings[Self.beta1], settings[Self.beta2])
    epsilon = settings[Self.epsilon]
    // The key alone counts here; its default was filled in when the recipe was read.
    weightDecay = settings[Self.weightDecay(0)]
    (self.parameters, self.decoupled) = (parameters, decoupled)
  }

  mutating func step(rate: Double) throws {
    let reached = parameters.filter { $0.value.gradient != nil }
    let gradients = reached.compactMap { $0.value.gradient }
    let moments = try reached.map { try self.moments(of: $0) }
    try withoutGradients {
      try descendByAdam(
        reached.map(\.value), along: gradients, moments: moments, rate: rate, betas: betas, epsilon: epsilon,
        weightDecay: weightDecay, decoupled: decoupled)
    }
  }

  private mutating func moments(of parameter: Parameter) throws -> AdamMoments {
    if let known = moments[parameter.name] { return known }
    let made = try AdamMoments(of: parameter.value)
    moments[parameter.name] = made
    return made
  }

  func state() -> [String: Tensor] {
    moments.reduce(into: [:]) { state, entry in state.merge(entry.value.entries(under: entry.key)) { $1 } }
  }

  mutating func restore(_ state: [String: Tensor]) throws {
    moments = [:]
    for parameter in parameters {
      let found = try AdamMoments(of: parameter.value)
      if try found.restore(state, under: parameter.name) { moments[parameter.name] = found }
    }
  }
}
