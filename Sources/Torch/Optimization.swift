internal import CTorch

/// One step of stochastic gradient descent on every parameter, in place.
///
/// Weight decay is part of the gradient: `g := gradient + decay * parameter`. Then `momentum := mu * momentum + g`, and
/// the parameter moves by `-rate` times the momentum (with Nesterov, by `-rate` times `g + mu * momentum`). Momenta,
/// one for each parameter in its shape and memory layout, begin at zero, which equals PyTorch's first step; there are
/// none when `mu` is 0.
///
/// Source: Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013, in
/// PyTorch's form, where the rate multiplies the momentum.
public func descend(
  _ parameters: [Tensor], along gradients: [Tensor], momenta: [Tensor], rate: Double, momentum: Double,
  weightDecay: Double, nesterov: Bool
) throws(TorchError) {
  guard !parameters.isEmpty else { return }
  try check("descend", parameters) {
    parameters.lent { p in
      gradients.lent { g in
        momenta.lent { m in ct_sgd_step(p, g, m, rate, momentum, weightDecay, nesterov) }
      }
    }
  }
}

/// The state of Adam for one parameter, which every step changes in place.
public struct AdamMoments {
  /// The running mean of the gradient, in the parameter's shape and memory layout.
  public let mean: Tensor
  /// The running mean of the gradient's square, element by element.
  public let square: Tensor
  /// The number of steps taken, a float32 scalar.
  public let steps: Tensor

  /// The state to go on from; zeros before the first step.
  public init(mean: Tensor, square: Tensor, steps: Tensor) {
    (self.mean, self.square, self.steps) = (mean, square, steps)
  }

  /// Zeros, before the first step of a parameter.
  public init(of parameter: Tensor) throws(TorchError) {
    let value = try parameter.detached()
    self.init(
      mean: try value.filled(with: 0), square: try value.filled(with: 0), steps: try Tensor.zeros([], on: value.device))
  }

  /// The three as entries of a checkpoint: `name.mean`, `name.square`, `name.steps`.
  public func entries(under name: String) -> [String: Tensor] {
    ["\(name).mean": mean, "\(name).square": square, "\(name).steps": steps]
  }

  /// Takes over what ``entries(under:)`` held.
  ///
  /// - Returns: whether all three were there; if not, nothing has changed.
  public func restore(_ entries: [String: Tensor], under name: String) throws(TorchError) -> Bool {
    guard let mean = entries["\(name).mean"], let square = entries["\(name).square"],
      let steps = entries["\(name).steps"]
    else { return false }
    try self.mean.assign(mean)
    try self.square.assign(square)
    try self.steps.assign(steps)
    return true
  }
}

/// One step of Adam (Kingma and Ba, ICLR 2015) on every parameter, in place.
///
/// `betas` are the shares of the running means of gradient and square that are kept; `epsilon` is added to the root of
/// the square. Decoupled weight decay acts on the parameter, not through the gradient: AdamW (Loshchilov and Hutter,
/// ICLR 2019).
public func descendByAdam(
  _ parameters: [Tensor], along gradients: [Tensor], moments: [AdamMoments], rate: Double, betas: (Double, Double),
  epsilon: Double, weightDecay: Double, decoupled: Bool
) throws(TorchError) {
  guard !parameters.isEmpty else { return }
  try check("descendByAdam", parameters) {
    parameters.lent { p in
      gradients.lent { g in
        moments.map(\.mean).lent { means in
          moments.map(\.square).lent { squares in
            moments.map(\.steps).lent { steps in
              ct_adam_step(p, g, means, squares, steps, rate, betas.0, betas.1, weightDecay, epsilon, decoupled)
            }
          }
        }
      }
    }
  }
}
