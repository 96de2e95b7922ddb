import WorkbenchCore

/// Stochastic gradient descent with momentum and weight decay, PyTorch's form: decay is added to the gradient, and the
/// learning rate multiplies the momentum.
///
/// Source: Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013.
struct StochasticGradientDescent: Optimizer {
  static let name = "sgd"
  static let summary = "stochastic gradient descent with momentum, Nesterov, weight decay"

  static let learningRate = Setting("learning-rate", default: 0.1, in: 0...1e6, "step length before the schedule")
  static let momentum = Setting("momentum", default: 0.9, in: 0...1, "share of the last step that is kept")
  static let weightDecay = Setting("weight-decay", default: 0.0, in: 0...1e6, "L2 penalty on every parameter")
  static let nesterov = Setting("nesterov", default: false, "look ahead along the momentum")

  static let settings: [any AnySetting] = [learningRate, momentum, weightDecay, nesterov]

  let learningRate: Double
  private let momentum: Double
  private let weightDecay: Double
  private let nesterov: Bool
  private let parameters: [Parameter]
  private var momenta: [String: Tensor] = [:]

  init(_ settings: Settings, parameters: [Parameter]) throws {
    learningRate = settings[Self.learningRate]
    momentum = settings[Self.momentum]
    weightDecay = settings[Self.weightDecay]
    nesterov = settings[Self.nesterov]
    self.parameters = parameters
    guard !nesterov || momentum > 0 else {
      throw settings.problem(Self.nesterov, "'nesterov' needs a momentum greater than 0")
    }
  }

  mutating func step(rate: Double) throws {
    var moved: [Tensor] = []
    var gradients: [Tensor] = []
    var momenta: [Tensor] = []
    for parameter in parameters {
      guard let gradient = parameter.value.gradient else { continue }
      moved.append(parameter.value)
      gradients.append(gradient)
      if momentum > 0 { momenta.append(try momentum(of: parameter)) }
    }
    try withoutGradients {
      try descend(
        moved, along: gradients, momenta: momenta, rate: rate, momentum: momentum, weightDecay: weightDecay,
        nesterov: nesterov)
    }
  }

  private mutating func momentum(of parameter: Parameter) throws -> Tensor {
    if let known = momenta[parameter.name] { return known }
    let zero = try parameter.value.detached().filled(with: 0)
    momenta[parameter.name] = zero
    return zero
  }

  func state() -> [String: Tensor] { momenta }

  mutating func restore(_ state: [String: Tensor]) throws {
    momenta = [:]
    for parameter in parameters {
      if let saved = state[parameter.name] { try momentum(of: parameter).assign(saved) }
    }
  }
}
