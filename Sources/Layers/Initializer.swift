import Random
import Torch

/// How a parameter begins.
public enum Initializer: Sendable {
  /// One value everywhere.
  case constant(Double)
  /// Uniform in `-bound ... bound`.
  case uniform(bound: Double)
  /// Normal around zero.
  case normal(deviation: Double)

  /// PyTorch's default for convolutions and linear maps, weights and biases: uniform with bound `1 / sqrt(fanIn)`.
  public static func uniform(fanIn: Int) -> Initializer { .uniform(bound: 1 / Double(fanIn).squareRoot()) }

  /// Normal with deviation `sqrt(2 / fanOut)` (He et al., ICCV 2015), where `fanOut` is `kernel * kernel * outputs`.
  public static func normal(fanOut: Int) -> Initializer { .normal(deviation: (2 / Double(fanOut)).squareRoot()) }

  func values(count: Int, random: inout RandomStream) -> [Float] {
    switch self {
    case .constant(let value): [Float](repeating: Float(value), count: count)
    case .uniform(let bound): (0..<count).map { _ in Float((2 * random.uniform() - 1) * bound) }
    case .normal(let deviation): (0..<count).map { _ in Float(random.normal() * deviation) }
    }
  }
}
