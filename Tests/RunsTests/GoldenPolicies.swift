import Files
import Foundation
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// What independent float64 implementations make of made-up logits: scores, thresholds and measures.
struct GoldenPolicies: Decodable, Sendable {
  let costs: [Double]
  let classes: Int
  let fittingProbabilities: [[[Double]]]
  let fittingLogits: [[[Double]]]
  let fittingLabels: [Int]
  let probabilities: [[[Double]]]
  let logits: [[[Double]]]
  let labels: [Int]
  let results: Results
  let tolerance: Double

  enum CodingKeys: String, CodingKey {
    case results
    case costs = "flops"
    case classes = "C"
    case fittingProbabilities = "val_probabilities"
    case fittingLogits = "val_logits"
    case fittingLabels = "val_targets"
    case probabilities = "test_probabilities"
    case logits = "test_logits"
    case labels = "test_targets"
    case tolerance = "abs_tol"
  }

  struct Results: Decodable {
    let confidence: Confidence
    let threshold: [Taken]
    let patience: [Taken]
    let voteShares: [[Double]]
    let budgets: [Budget]
    let distributions: [Distribution]
    let scaling: Scaling
    let anytime: Anytime
    let overthinking: Overthinking
    let confusion: [Double]
    let ensemble: [[[Double]]]
    let gates: Gates

    enum CodingKeys: String, CodingKey {
      case confidence, patience, anytime, overthinking
      case threshold = "threshold_exit"
      case voteShares = "vote_fraction"
      case budgets = "msdnet_budget"
      case distributions = "eenet_thresholds"
      case scaling = "temperature_scaling"
      case confusion = "confusion_score"
      case ensemble = "geometric_ensemble_uniform"
      case gates = "jei_exit_probability"
    }
  }

  /// What gates say of every sample, and how likely it leaves at each: `[samples][gates]`.
  struct Gates: Decodable {
    let gates: [[Double]]
    let probability: [[Double]]
  }

  struct Confidence: Decodable {
    let confidence: [[Double]]
    let margin: [[Double]]
    let entropy: [[Double]]
    let scaledEntropy: [[Double]]
    let powerEntropy: [[Double]]

    enum CodingKeys: String, CodingKey {
      case margin, entropy
      case confidence = "max_softmax"
      case scaledEntropy = "entropy_confidence"
      case powerEntropy = "power_entropy"
    }
  }

  /// One threshold for all exits, and the exits that samples leave at.
  struct Taken: Decodable {
    let score: String?
    let threshold: Float?
    let patience: Float?
    let exits: [Int]
    let accuracy: Double
    let cost: Double

    enum CodingKeys: String, CodingKey {
      case score, threshold, patience, exits, accuracy
      case cost = "mean_flops"
    }
  }

  struct Budget: Decodable {
    let number: Int
    let shares: [Double]
    let thresholds: [Float]
    let counts: [Int]
    let accuracy: Double
    let cost: Double

    enum CodingKeys: String, CodingKey {
      case thresholds, accuracy
      case number = "p"
      case shares = "probs"
      case counts = "exit_counts"
      case cost = "expected_flops"
    }
  }

  struct Distribution: Decodable {
    let distribution: [Double]
    let thresholds: [Float]
  }

  struct Scaling: Decodable {
    let cases: [Case]
    let tolerance: Double

    enum CodingKeys: String, CodingKey {
      case cases
      case tolerance = "temperature_rel_tol"
    }

    struct Case: Decodable {
      let exit: Int
      let temperature: Double
      let lossBefore: Double
      let lossAfter: Double
      let errorBefore: Double
      let errorAfter: Double

      enum CodingKeys: String, CodingKey {
        case exit, temperature
        case lossBefore = "val_nll_before"
        case lossAfter = "val_nll_after"
        case errorBefore = "ece15_before"
        case errorAfter = "ece15_after"
      }
    }
  }

  struct Anytime: Decodable {
    let accuracy: [Double]
    let mean: Double
    let trapezoid: Double
    let staircase: Double

    enum CodingKeys: String, CodingKey {
      case accuracy
      case mean = "mean_exit_accuracy"
      case trapezoid = "trapezoid_auc_normalised"
      case staircase = "staircase_auc_from_zero"
    }
  }

  struct Overthinking: Decodable {
    let oracle: Double
    let cumulativeCorrect: [Double]
    let uniqueCorrect: [Double]
    let destructive: [Double]
    let destructiveAny: Double
    let wasteful: Double
    let oracleCost: Double

    enum CodingKeys: String, CodingKey {
      case destructive, wasteful
      case oracle = "oracle_accuracy"
      case cumulativeCorrect = "cumulative_correct"
      case uniqueCorrect = "unique_correct"
      case destructiveAny = "destructive_any"
      case oracleCost = "oracle_mean_flops"
    }
  }
}

extension GoldenPolicies {
  static let names = ["policies_K4_a", "policies_K7_b"]

  private static let read = Dictionary(
    uniqueKeysWithValues: names.map { name in
      (name, Result { try GoldenFile.read(name, in: "Golden/policy", as: GoldenPolicies.self) })
    })

  static func named(_ name: String) throws -> GoldenPolicies {
    try read[name]?.get() ?? GoldenFile.read(name, in: "Golden/policy")
  }

  /// One exit's rows as a matrix in double precision.
  static func tensor(_ rows: [[Double]]) throws -> Tensor {
    try Tensor(rows.flatMap { $0 }, [rows.count, rows[0].count])
  }

  /// What the exits say of the test samples, in double precision.
  func history(withLabels: Bool = false) throws -> ExitHistory {
    ExitHistory(try logits.map(Self.tensor), labels: withLabels ? labels : nil)
  }

  /// The samples as the published search sees them: confidences rounded to single precision.
  func samples(_ probabilities: [[[Double]]], labels: [Int]) -> ScoredSamples {
    ScoredSamples(
      scores: probabilities.map { $0.map { Float($0.max() ?? 0) } },
      predictions: probabilities.map { $0.map { row in row.firstIndex(of: row.max() ?? 0) ?? 0 } }, labels: labels)
  }

  var fittingSamples: ScoredSamples { samples(fittingProbabilities, labels: fittingLabels) }
  var testSamples: ScoredSamples { samples(probabilities, labels: labels) }
}
