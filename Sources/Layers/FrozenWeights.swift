import Torch

/// What layers have made of weights that no longer change, kept for every later pass.
///
/// A network runs with it in ``Mode/inference(_:)``: the first pass makes what a layer needs, such as a convolution with batch
/// normalization folded into it. Whoever changes the weights begins with a new one.
public final class FrozenWeights {
  private var convolutions: [ObjectIdentifier: (weight: Parameter, made: PackedConvolution)] = [:]

  /// Nothing is made yet.
  public init() {}

  /// What was made of the convolution with this weight; made when it is asked for the first time.
  func convolution(of weight: Parameter, _ make: () throws -> PackedConvolution) rethrows -> PackedConvolution {
    // The parameter is kept, so that no other one can take its identity.
    if let known = convolutions[ObjectIdentifier(weight)] { return known.made }
    let made = try make()
    convolutions[ObjectIdentifier(weight)] = (weight, made)
    return made
  }
}
