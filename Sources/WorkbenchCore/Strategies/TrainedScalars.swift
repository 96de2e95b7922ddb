import Foundation

/// Numbers that a strategy trains beside the network: they take steps of their own, without weight decay.
///
/// A strategy that holds some adds ``state`` to its own and hands it back to ``restore(_:)``, so that a resumed run goes on
/// with the same momenta.
///
/// ```swift
/// var weights = TrainedScalars([0, 0, 0], rule: .descent(momentum: 0.9))
/// weights.step(along: [0.5, -0.5, 0], rate: 0.1)
/// print(weights.values)  // [-0.05, 0.05, 0.0]
/// ```
public struct TrainedScalars: Sendable {
  /// How gradients move the numbers.
  public enum Rule: Sendable, Hashable {
    /// Gradient descent: `m := momentum * m + gradient`, and the numbers move by `-rate * m`.
    case descent(momentum: Double)
    /// Adam with its published constants, 0.9, 0.999 and 1e-8 (Kingma and Ba, ICLR 2015).
    case adam
  }

  /// The numbers as they stand.
  public private(set) var values: [Double]
  private let rule: Rule
  private var momenta: [Double]
  private var squares: [Double]
  private var steps = 0

  /// Numbers that begin at these values.
  public init(_ values: [Double], rule: Rule) {
    (self.values, self.rule) = (values, rule)
    momenta = values.map { _ in 0 }
    squares = momenta
  }

  /// Moves the numbers against a gradient, which has one entry for each.
  public mutating func step(along gradient: [Double], rate: Double) {
    precondition(gradient.count == values.count, "a gradient has one entry for each of \(values.count) numbers")
    steps += 1
    for (index, slope) in gradient.enumerated() {
      switch rule {
      case .descent(let momentum):
        momenta[index] = momentum * momenta[index] + slope
        values[index] -= rate * momenta[index]
      case .adam:
        momenta[index] = 0.9 * momenta[index] + 0.1 * slope
        squares[index] = 0.999 * squares[index] + 0.001 * slope * slope
        let mean = momenta[index] / (1 - pow(0.9, Double(steps)))
        let square = squares[index] / (1 - pow(0.999, Double(steps)))
        values[index] -= rate * mean / (square.squareRoot() + 1e-8)
      }
    }
  }

  /// Everything that the next step depends on, for ``StrategyState/numbers``.
  public var state: [String: [Double]] {
    ["values": values, "momenta": momenta, "squares": squares, "steps": [Double(steps)]]
  }

  /// Goes on from what ``state`` was.
  ///
  /// - Throws: ``/Layers/ModelError`` when it is not of as many numbers.
  public mutating func restore(_ saved: StrategyState) throws {
    values = try saved.numbers("values", count: values.count)
    momenta = try saved.numbers("momenta", count: momenta.count)
    squares = try saved.numbers("squares", count: squares.count)
    steps = Int(try saved.numbers("steps", count: 1)[0])
  }
}
