import WorkbenchCore

/// The network that weighs samples: `tanh(W2 relu(W1 losses + b1) + b2)`, from the losses of all exits to a number for each.
struct WeightNetwork {
  /// `W1 [hidden, exits]`, `b1 [hidden]`, `W2 [exits, hidden]`, `b2 [exits]`.
  let parameters: [Tensor]
  private let moments: [AdamMoments]

  private static let names = ["first.weight", "first.bias", "second.weight", "second.bias"]
  private static let weightDecay = 1e-4

  /// A network of these parameters, with which Adam begins.
  init(_ parameters: [Tensor]) throws {
    self.parameters = parameters
    for parameter in parameters { try parameter.setRequiresGradient() }
    moments = try parameters.map { try AdamMoments(of: $0) }
  }

  /// A network that begins as PyTorch's linear layers do: uniformly between plus and minus one over the root of the inputs.
  init(exits: Int, hidden: Int, like losses: Tensor, random: RandomStream) throws {
    var random = random
    func uniform(_ shape: [Int], inputs: Int) throws -> Tensor {
      let bound = 1 / Double(inputs).squareRoot()
      let values = (0..<shape.reduce(1, *)).map { _ in Float((2 * random.uniform() - 1) * bound) }
      return try Tensor(values, shape).moved(to: losses.device, as: losses.type)
    }
    try self.init([
      uniform([hidden, exits], inputs: exits), uniform([hidden], inputs: exits),
      uniform([exits, hidden], inputs: hidden), uniform([exits], inputs: hidden),
    ])
  }

  /// A number in -1...1 for every sample and exit, from losses `[N, exits]`.
  func callAsFunction(_ losses: Tensor) throws -> Tensor {
    let hidden = try losses.linear(parameters[0], bias: parameters[1]).relu()
    // tanh(x) = 2 sigmoid(2 x) - 1
    return try (hidden.linear(parameters[2], bias: parameters[3]) * 2).sigmoid() * 2 - 1
  }

  /// One step of Adam with the published weight decay.
  func step(along slopes: [Tensor], rate: Double) throws {
    try withoutGradients {
      try descendByAdam(
        parameters, along: slopes, moments: moments, rate: rate, betas: (0.9, 0.999), epsilon: 1e-8,
        weightDecay: Self.weightDecay, decoupled: false)
    }
  }

  // MARK: - Memory

  var tensors: [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (index, name) in Self.names.enumerated() {
      tensors[name] = parameters[index]
      tensors.merge(moments[index].entries(under: name)) { $1 }
    }
    return tensors
  }

  /// The network that ``tensors`` were of, on a device.
  init(restoring saved: [String: Tensor], exits: Int, on device: Device) throws {
    func missing(_ name: String) -> ModelError { ModelError("the saved state of strategy 'wpn' has no '\(name)'") }
    try self.init(
      Self.names.map { name in
        guard let tensor = saved[name] else { throw missing(name) }
        return try tensor.moved(to: device).copied()
      })
    guard parameters[3].shape == [exits] else {
      throw ModelError(
        "the saved state of strategy 'wpn' is of \(parameters[3].shape) exits; this network has \(exits)")
    }
    for (index, name) in Self.names.enumerated() {
      guard try moments[index].restore(saved, under: name) else { throw missing("\(name).mean") }
    }
  }
}
