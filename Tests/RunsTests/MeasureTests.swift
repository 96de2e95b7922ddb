import Files
import Foundation
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// Measures of exits against the golden files.
@Suite struct MeasureTests {
  @Test(arguments: GoldenPolicies.names)
  func `temperatures and what they mend are the golden ones`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let scaling = golden.results.scaling
    let fittingLabels = try Tensor(integers: golden.fittingLabels)
    #expect(scaling.cases.count == golden.costs.count)
    for expected in scaling.cases {
      let fitting = try GoldenPolicies.tensor(golden.fittingLogits[expected.exit])
      let temperature = try TemperatureScaling.temperature(of: fitting, labels: golden.fittingLabels)
      let before = try fitting.crossEntropy(fittingLabels).item()
      let after = try (fitting / temperature).crossEntropy(fittingLabels).item()
      #expect(abs(before - expected.lossBefore) <= golden.tolerance)
      #expect(after < before)
      // The first exit has no finite optimum: the loss falls towards the bound of the search.
      if expected.exit == 0 {
        #expect(abs(temperature - TemperatureScaling.range.upperBound) < 1e-9)
        #expect(after <= expected.lossAfter + golden.tolerance)
      } else {
        #expect(abs(temperature - expected.temperature) <= scaling.tolerance * expected.temperature)
        #expect(abs(after - expected.lossAfter) <= golden.tolerance)
      }
      let plain = try reliability(of: GoldenPolicies.tensor(golden.probabilities[expected.exit]), golden.labels)
      let scaled = try reliability(
        of: (GoldenPolicies.tensor(golden.logits[expected.exit]) / expected.temperature).softmax(dim: 1), golden.labels)
      #expect(abs(plain.expectedError - expected.errorBefore) <= golden.tolerance)
      #expect(abs(scaled.expectedError - expected.errorAfter) <= golden.tolerance)
    }
  }

  private func reliability(of probabilities: Tensor, _ labels: [Int]) throws -> Reliability {
    let (values, indices) = try probabilities.maximum(dim: 1)
    return Reliability(
      confidences: try values.elements(), isRight: zip(try indices.integers(), labels).map { $0 == $1 })
  }

  @Test func `a bin holds its upper bound and not its lower one`() {
    let reliability = Reliability(confidences: [1, 14.0 / 15, 0, 0.5], isRight: [true, false, false, true])
    #expect(reliability.bins.map(\.count) == [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1])
    #expect(abs(reliability.expectedError - (14.0 / 15 + 0.5) / 4) < 1e-15)
  }

  @Test(arguments: [0.5, 2.0])
  func `scaled logits get the temperature that they were scaled by`(factor: Double) throws {
    let golden = try GoldenPolicies.named("policies_K7_b")
    let logits = try GoldenPolicies.tensor(golden.fittingLogits[3])
    let own = try TemperatureScaling.temperature(of: logits, labels: golden.fittingLabels)
    let scaled = try TemperatureScaling.temperature(of: logits * factor, labels: golden.fittingLabels)
    #expect(abs(scaled - factor * own) <= 1e-9 * scaled)
  }

  @Test(arguments: GoldenPolicies.names) func `anytime areas are the golden ones`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let expected = golden.results.anytime
    let areas = AnytimeAreas(accuracies: expected.accuracy, costs: golden.costs)
    #expect(abs(areas.mean - expected.mean) <= golden.tolerance)
    #expect(abs(areas.trapezoid - expected.trapezoid) <= golden.tolerance)
    #expect(abs(areas.staircase - expected.staircase) <= golden.tolerance)
  }

  @Test func `a network with one exit has areas, too`() {
    let areas = AnytimeAreas(accuracies: [0.5], costs: [3])
    #expect(areas.mean == 0.5)
    #expect(areas.trapezoid == 0.5)
    #expect(areas.staircase == 0)
  }

  @Test(arguments: GoldenPolicies.names) func `overthinking and confusion are the golden ones`(name: String) throws {
    let golden = try GoldenPolicies.named(name)
    let expected = golden.results.overthinking
    let confusion = try Overthinking.confusion(of: golden.probabilities.map(GoldenPolicies.tensor))
    #expect(confusion.count == golden.labels.count)
    #expect(zip(confusion, golden.results.confusion).allSatisfy { abs($0 - $1) <= golden.tolerance })
    let isRight = golden.testSamples.predictions.map { zip($0, golden.labels).map { $0 == $1 } }
    let measures = Overthinking(
      Overthinking.Columns(isRight: isRight, confusion: confusion, costs: golden.costs))
    let count = Double(golden.labels.count)
    #expect(abs(100 * measures.oracle - expected.oracle) <= golden.tolerance)
    #expect(abs(measures.oracleCost - expected.oracleCost) <= golden.tolerance)
    #expect(measures.cumulativeCorrect == expected.cumulativeCorrect.map { $0 / count })
    #expect(measures.uniqueCorrect == expected.uniqueCorrect.map { $0 / count })
    #expect(measures.destructive == expected.destructive.map { $0 / count })
    #expect(measures.destructiveAny == expected.destructiveAny / count)
    #expect(measures.wasteful == expected.wasteful / count)
  }

  // MARK: - Intervals

  @Test func `an interval is about as wide as theory has it`() {
    // 400 samples, half of them right: the standard error is 0.025, and 95 % are within 1.96 of them.
    let column = (0..<400).map { Double($0 % 2) }
    let interval = Bootstrap(samples: 400, seed: 1).intervals(ofMeans: [column])[0]
    #expect(interval.low < 0.5)
    #expect(interval.high > 0.5)
    #expect(abs(interval.radius - 1.96 * 0.025) < 0.006)
  }

  @Test func `intervals depend on the seed and on nothing else`() {
    let columns = [(0..<50).map { Double($0 % 3) }, (0..<50).map(Double.init)]
    let intervals = Bootstrap(samples: 50, seed: 1).intervals(ofMeans: columns)
    #expect(Bootstrap(samples: 50, seed: 1).intervals(ofMeans: columns.reversed()) == intervals.reversed())
    #expect(Bootstrap(samples: 50, seed: 2).intervals(ofMeans: columns) != intervals)
  }

  @Test func `what all samples share has no width`() {
    let interval = Bootstrap(samples: 7, seed: 1).intervals(ofMeans: [[Double](repeating: 3, count: 7)])[0]
    #expect(interval == Interval(low: 3, high: 3))
  }
}
