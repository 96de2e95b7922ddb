internal import CTorch

/// One step of stochastic gradient descent on every parameter, in place.
///
/// `momentum := mu * momentum + (gradient + decay * parameter)`, then the parameter moves by `-rate` times the momentum (with
/// Nesterov, by `-rate` times `gradient + mu * momentum`). Momenta begin at zero, which equals PyTorch's first step.
/// - Parameter momenta: one tensor for each parameter in its layout; empty when `momentum` is 0.
public func descend(
  _ parameters: [Tensor], along gradients: [Tensor], momenta: [Tensor], rate: Double, momentum: Double, weightDecay: Double,
  nesterov: Bool
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

/// The state of Adam for one parameter.
public struct AdamMoments {
  public let mean: Tensor
  public let square: Tensor
  /// The number of steps taken, a float32 scalar.
  public let steps: Tensor

  public init(mean: Tensor, square: Tensor, steps: Tensor) {
    (self.mean, self.square, self.steps) = (mean, square, steps)
  }
}

/// One step of Adam (Kingma and Ba, ICLR 2015) on every parameter, in place.
///
/// - Parameter decoupled: weight decay acts on the parameter, not through the gradient: AdamW (Loshchilov and Hutter, ICLR
///   2019).
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
