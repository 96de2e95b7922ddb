import Random
import Torch

extension RandomStream {
  /// A stream for a test.
  init(test purpose: String, _ index: Int = 0) { self.init(seed: 7, purpose: purpose, index) }

  /// A float64 tensor of standard normal numbers.
  mutating func tensor(_ shape: [Int], requiresGradient: Bool = false) throws -> Tensor {
    let tensor = try Tensor((0..<shape.reduce(1, *)).map { _ in normal() }, shape)
    if requiresGradient { try tensor.setRequiresGradient() }
    return tensor
  }
}

extension Tensor {
  /// The largest distance between the elements of two tensors of one shape.
  func distance(to other: Tensor) throws -> Double {
    let (a, b): ([Double], [Double]) = (try detached().elements(), try other.detached().elements())
    return shape == other.shape ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
  }
}
