import Foundation
import WorkbenchCore

/// A gate at every exit but the last learns whether going on is worth its price.
///
/// A gate is a logistic function of four numbers of its exit: confidence, margin, entropy and power entropy. What it is to say
/// follows from the calibration split: the best exit of a sample has the smallest `loss + cost-weight * cost`, with costs as shares
/// of the last exit's, and that gate and all later ones are to open. Gates `g_k` become probabilities of leaving,
/// `p_k = max(0, min(g_k, 1 - sum_j<k g_j))`, and the score is that of leaving here once one has come so far,
/// `p_k / (1 - sum_j<k p_j)`: by itself a sample leaves where that is at least one half.
///
/// With a `budget`, the weight of the cost is the one whose gates spend the most within it on the calibration split.
///
/// Source: Regol, Chataoui, Coates, "Jointly-Learned Exit and Inference for a Dynamic Neural Network" (JEI-DNN), ICLR 2024. The
/// paper trains gates and classifiers in turns on the training split; here the network stays as it is, and gates are fitted to
/// their optimum.
struct JointlyLearnedGates: ExitPolicy {
  static let name = "jei-dnn"
  static let summary = "gates that learn whether going on is worth its price (JEI-DNN)"

  static let costWeight = Setting(
    "cost-weight", default: 0.7, in: 0...1000,
    "price of the whole way, in units of the loss; with a 'budget' it is searched for")
  static let settings: [any AnySetting] = [costWeight]

  private let costWeight: Double
  /// One for each exit but the last.
  private(set) var gates: [LogisticRegression] = []

  init(_ settings: Settings) { costWeight = settings[Self.costWeight] }

  var ownExits: OwnExits? { .threshold(0.5) }

  // MARK: - Leaving

  func scores(_ seen: ExitHistory) throws -> [Float] {
    let openings = try seen.logits.enumerated().map { exit, logits in
      let rows = try Self.features(of: logits)
      // Before they are fitted, gates know nothing; behind the last there is none.
      guard !gates.isEmpty else { return rows.map { _ in 0.5 } }
      return exit < gates.count ? rows.map(gates[exit].probability) : rows.map { _ in 1 }
    }
    return openings[0].indices.map { sample in Float(Self.leaving(openings.map { $0[sample] })) }
  }

  /// The probability of leaving at the last of these gates of one sample, once it has come so far.
  static func leaving(_ gates: [Double]) -> Double {
    let left = exitProbabilities(gates)
    let arrived = 1 - left.dropLast().reduce(0, +)
    guard let here = left.last, arrived > 1e-9 else { return 1 }
    return min(1, max(0, here / arrived))
  }

  /// The probabilities that one sample leaves at each gate.
  static func exitProbabilities(_ gates: [Double]) -> [Double] {
    var sum = 0.0
    return gates.map { gate in
      defer { sum += gate }
      return max(0, min(gate, 1 - sum))
    }
  }

  /// Confidence, margin, entropy and power entropy of logits `[N, classes]`, all in 0...1.
  private static func features(of logits: Tensor) throws -> [[Double]] {
    let probabilities = try logits.converted(to: .float64).softmax(dim: 1)
    let columns: [[Double]] = try [
      Confidence.scores(of: probabilities).elements(), Margin.scores(of: probabilities).elements(),
      Entropy.scores(of: probabilities).elements(), PowerEntropy.scores(of: probabilities).elements(),
    ]
    return columns[0].indices.map { sample in columns.map { $0[sample] } }
  }

  // MARK: - Fitting

  mutating func fit(to calibration: ExitHistory, within budget: ExitBudget) throws {
    guard let labels = calibration.labels else { throw ModelError("gates are learned from labels, there are none") }
    let classes = try Tensor(integers: labels, on: calibration.last.device)
    let losses: [[Double]] = try calibration.logits.map {
      try $0.converted(to: .float64).crossEntropy(classes, perSample: true).elements()
    }
    let features = try calibration.logits.dropLast().map(Self.features)
    let data = Calibration(losses: losses, features: features, costs: budget.costs)
    gates = budget.limit.map { data.gates(spending: $0) } ?? data.gates(costWeight: costWeight)
  }

  var learned: [[Double]] { gates.map(\.weights) }

  mutating func restore(_ learned: [[Double]]) throws {
    guard learned.allSatisfy({ $0.count == Self.featureCount + 1 }) else {
      throw ModelError("a gate has a weight for each of its \(Self.featureCount) inputs, and one more")
    }
    gates = learned.map(LogisticRegression.init(weights:))
  }

  /// How many numbers a gate looks at.
  private static let featureCount = 4

  /// What gates are fitted to.
  private struct Calibration {
    /// `[exits][samples]`.
    let losses: [[Double]]
    /// `[exits but the last][samples][4]`.
    let features: [[[Double]]]
    let costs: [Double]

    /// Weights of the cost that are tried for a budget, from 0.001 to 1000 in steps of a third of a power of two.
    private static let weights = (0...60).map { 1e-3 * exp2(Double($0) / 3) }

    func gates(costWeight: Double) -> [LogisticRegression] {
      let whole = costs.last ?? 1
      let best = losses[0].indices.map { sample in
        losses.indices.min { a, b in
          losses[a][sample] + costWeight * costs[a] / whole < losses[b][sample] + costWeight * costs[b] / whole
        } ?? 0
      }
      return features.enumerated().map { exit, rows in
        LogisticRegression(fittedTo: rows, isTrue: best.map { $0 <= exit })
      }
    }

    /// The gates that spend the most within the limit; those of the largest weight where none do.
    ///
    /// The larger the weight, the earlier samples leave, by and large: gates are fitted to an outcome, not to the mean cost.
    func gates(spending limit: Double) -> [LogisticRegression] {
      let tried = Self.weights.map { gates(costWeight: $0) }
      let costs = tried.map(meanCost)
      let within = tried.indices.filter { costs[$0] <= limit }
      return tried[within.max { costs[$0] < costs[$1] } ?? tried.count - 1]
    }

    private func meanCost(of gates: [LogisticRegression]) -> Double {
      let samples = losses[0].indices
      let total = samples.reduce(0.0) { total, sample in
        let openings = gates.indices.map { gates[$0].probability(features[$0][sample]) }
        let exit = openings.indices.first { JointlyLearnedGates.leaving(Array(openings[...$0])) >= 0.5 }
        return total + costs[exit ?? costs.count - 1]
      }
      return total / Double(max(samples.count, 1))
    }
  }
}
