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

@Suite struct ExitAccuracyTests {
  /// Accuracy by sorting, with equal scores in the order of their classes.
  private func bruteForce(_ logits: [Float], labels: [Int], classes: Int, among count: Int) -> Double {
    let right = labels.indices.count { sample in
      let row = logits[sample * classes..<(sample + 1) * classes].map { $0 }
      let ranked = row.indices.sorted { (-row[$0], $0) < (-row[$1], $1) }
      return ranked.prefix(count).contains(labels[sample])
    }
    return Double(right) / Double(labels.count)
  }

  @Test(arguments: [3, 7, 20]) func `top-1 and top-5 equal those found by sorting, ties included`(classes: Int) throws {
    var random = RandomStream(seed: 3, purpose: "test", classes)
    let samples = 200
    let labels = (0..<samples).map { _ in random.below(classes) }
    // Few different scores, so that many are equal.
    let logits = (0..<2).map { _ in (0..<samples * classes).map { _ in Float(random.below(4)) } }
    let accuracy = try ExitAccuracy(of: ExitLogits(logits: logits, labels: labels, classes: classes))
    for exit in 0..<2 {
      #expect(accuracy.top1[exit] == bruteForce(logits[exit], labels: labels, classes: classes, among: 1))
      #expect(accuracy.top5[exit] == bruteForce(logits[exit], labels: labels, classes: classes, among: 5))
    }
    #expect(accuracy.mean == (accuracy.top1[0] + accuracy.top1[1]) / 2)
    #expect(accuracy.samples == samples)
  }

  @Test func `loss is the mean cross entropy, and the ensemble averages probabilities`() throws {
    // Exit 1 is sure of class 0; exit 2 leans to class 1. Together they are for class 0.
    let logits: [[Float]] = [[2, 0], [0, 1]]
    let accuracy = try ExitAccuracy(of: ExitLogits(logits: logits, labels: [0], classes: 2))
    #expect(accuracy.top1 == [1, 0])
    #expect(accuracy.ensemble == 1)
    #expect(abs(accuracy.loss[0] - log(1 + exp(-2.0))) < 1e-6)
    #expect(abs(accuracy.loss[1] - log(1 + exp(1.0))) < 1e-6)
  }

  @Test func `an exit whose scores are not numbers is never right`() throws {
    let logits = [[Float](repeating: .nan, count: 6 * 3)]
    let accuracy = try ExitAccuracy(of: ExitLogits(logits: logits, labels: [0, 1, 2], classes: 6))
    #expect(accuracy.top1 == [0])
    #expect(accuracy.top5 == [0])
    #expect(accuracy.loss[0].isNaN)
  }

  @Test func `of equally likely classes the first is predicted`() {
    #expect(ExitLogits.predictions([1, 1, 0, 0, 2, 2], classes: 3) == [0, 1])
  }
}
