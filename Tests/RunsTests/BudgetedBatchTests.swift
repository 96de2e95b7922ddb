import Files
import Testing

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// Budgeted batch classification against the reference: 40 budgets of 7 exits on 500 calibration and 500 test samples.
@Suite struct BudgetedBatchTests {
  private struct Golden: Decodable {
    let flops: [Double]
    let validation: Samples
    let test: Samples
    let rows: [Row]
    let smallestGap: Double

    enum CodingKeys: String, CodingKey {
      case flops, validation, test, rows
      case smallestGap = "smallest gap between sorted validation confidences of one exit"
    }

    struct Samples: Decodable {
      let labels: [Int]
      let confidence: [[Float]]
      let prediction: [[Int]]

      var samples: ScoredSamples {
        ScoredSamples(scores: confidence, predictions: prediction, labels: labels)
      }
    }

    struct Row: Decodable {
      let budget: Int
      let shares: [Float]
      let quotas: [Int]
      let thresholds: [Float]
      let calibrationAccuracy: Double
      let calibrationCost: Double
      let testAccuracy: Double
      let testCost: Double
      let testCounts: [Int]

      enum CodingKeys: String, CodingKey {
        case budget = "p"
        case shares = "probs"
        case quotas = "quota"
        case thresholds = "T"
        case calibrationAccuracy = "val_acc"
        case calibrationCost = "val_flops"
        case testAccuracy = "test_acc"
        case testCost = "test_flops"
        case testCounts = "test_exit_counts"
      }
    }
  }

  private func counts(of thresholds: [Float], on samples: ScoredSamples) -> [Int] {
    OperatingPoint("", thresholds: thresholds, on: samples, costs: thresholds.map { _ in 0 }).counts
  }

  private static func golden() throws -> Golden { try GoldenFile.read("budgeted_batch") }

  @Test func `all forty budgets are the reference's`() throws {
    let golden = try Self.golden()
    let calibration = golden.validation.samples
    let onTest = BudgetedBatch.curve(calibration: calibration, test: golden.test.samples, costs: golden.flops)
    let onCalibration = BudgetedBatch.curve(calibration: calibration, test: calibration, costs: golden.flops)
    #expect(golden.rows.count == 40)
    #expect(onTest.map(\.budget) == Array(1...40))
    for ((row, point), own) in zip(zip(golden.rows, onTest), onCalibration) {
      let place: Comment = "budget \(row.budget)"
      #expect(zip(point.shares ?? [], row.shares).allSatisfy { abs($0 - Double($1)) <= 4e-7 * Double($1) }, place)
      #expect(point.thresholds == row.thresholds, place)
      #expect(point.counts == row.testCounts, place)
      #expect(abs(point.cost - row.testCost) <= 1e-6 * row.testCost, place)
      #expect(abs(100 * point.accuracy - row.testAccuracy) <= 1e-9, place)
      #expect(abs(own.cost - row.calibrationCost) <= 1e-6 * row.calibrationCost, place)
      #expect(abs(100 * own.accuracy - row.calibrationAccuracy) <= 1e-9, place)
    }
  }

  @Test func `on the calibration split exactly the quotas leave`() throws {
    let golden = try Self.golden()
    #expect(golden.smallestGap > 0)
    let calibration = golden.validation.samples
    for row in golden.rows {
      let shares = BudgetedBatch.shares(budget: row.budget, exits: 7)
      let thresholds = BudgetedBatch.thresholds(for: shares, on: calibration)
      let counts = counts(of: thresholds, on: calibration)
      #expect(Array(counts.dropLast()) == row.quotas, "budget \(row.budget)")
      #expect(counts.reduce(0, +) == 500)
    }
  }

  @Test func `a sample as sure as the threshold leaves`() {
    let samples = ScoredSamples(
      scores: [[0.5, 0.25, 0.75], [0.5, 0.5, 0.5]], predictions: [[0, 0, 1], [1, 1, 0]], labels: [0, 1, 1])
    let point = OperatingPoint("", thresholds: [0.5, -OperatingPoint.never], on: samples, costs: [1, 4])
    #expect(point.counts == [2, 1])
    #expect(point.accuracy == 1)
    #expect(point.cost == 2)
  }

  @Test func `equal scores leave together`() {
    let samples = ScoredSamples(
      scores: [[0.5, 0.5, 0.5, 0.25], [1, 1, 1, 1]], predictions: [[0, 0, 0, 0], [0, 0, 0, 0]], labels: [0, 0, 0, 0])
    let thresholds = BudgetedBatch.thresholds(for: [0.25, 0.75], on: samples)
    #expect(thresholds == [0.5, -OperatingPoint.never])
    #expect(counts(of: thresholds, on: samples) == [3, 1])
  }

  @Test func `an exit without a quota lets nobody go`() {
    let samples = ScoredSamples(
      scores: [[0.9, 0.8], [0.7, 0.6]], predictions: [[0, 0], [1, 1]], labels: [1, 1])
    let thresholds = BudgetedBatch.thresholds(for: [0.25, 0.75], on: samples)
    #expect(thresholds == [OperatingPoint.never, -OperatingPoint.never])
    #expect(counts(of: thresholds, on: samples) == [0, 2])
  }
}
