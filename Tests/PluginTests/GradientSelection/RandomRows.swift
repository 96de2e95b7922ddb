import Testing
import WorkbenchCore

/// Random gradients of up to twelve exits: the cases of the property tests, each a pure function of its seed.
struct RandomRows: Sendable, CustomTestStringConvertible {
  let exits: Int
  let parameters: Int
  let seed: UInt64

  var testDescription: String { "\(exits)x\(parameters), seed \(seed)" }

  /// More parameters than exits, so that the gradients are independent.
  static let independent = [1, 2, 3, 4, 5, 7, 9, 12].enumerated().map { place, exits in
    RandomRows(exits: exits, parameters: exits + [1, 3, 20][place % 3], seed: UInt64(place))
  }
  /// Some with fewer parameters than exits.
  static let any =
    independent + [
      RandomRows(exits: 3, parameters: 2, seed: 20), RandomRows(exits: 7, parameters: 4, seed: 21),
      RandomRows(exits: 12, parameters: 6, seed: 22),
    ]

  /// Rows with a common part, so that conflicts are neither rare nor the rule, and lengths that differ by up to a hundred.
  var rows: Rows {
    var random = RandomStream(seed: seed, purpose: "random rows", exits, parameters)
    let common = (0..<parameters).map { _ in random.normal() }
    return Rows(
      (0..<exits).map { _ in
        let length = [0.1, 1, 10][random.below(3)]
        return common.map { length * ($0 + 1.5 * random.normal()) }
      })
  }

  /// Another order of the exits.
  var permutation: [Int] {
    var random = RandomStream(seed: seed, purpose: "permutation", exits)
    return random.permutation(of: exits)
  }
}
