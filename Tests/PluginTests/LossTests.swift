import Testing
import WorkbenchCore

@testable import DeepSupervision

/// Losses against the reference's.
@Suite struct LossTests {
  private let labels = [3, 10, 17, 24]

  private func output(salt: Int) throws -> ExitOutput {
    let logits = try goldenTensor([4, 100], salt: salt, scale: 3)
    return ExitOutput(features: [], logits: logits, embedding: logits)
  }

  @Test func `cross entropy is the mean over the batch`() throws {
    let logits = try output(salt: 21).logits
    let expected = try GoldenBasics.read().losses.crossEntropy
    let labels = try Tensor(integers: labels)
    #expect(abs(try logits.crossEntropy(labels).item() - expected) <= 1e-9 * expected)
    let each: [Double] = try logits.crossEntropy(labels, perSample: true).elements()
    #expect(each.count == 4)
    #expect(abs(each.reduce(0, +) / 4 - expected) <= 1e-9 * expected)
  }

  @Test func `deep supervision adds the cross entropies of all exits`() throws {
    let expected = try GoldenBasics.read().losses
    var strategy = try SumOfLosses(Settings(for: SumOfLosses.settings))
    var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let losses = try strategy.losses(
      of: [output(salt: 21), output(salt: 22)], labels: Tensor(integers: labels), in: &context
    ).map { try $0.item() }
    let weights = try strategy.weights(of: losses, in: &context)
    #expect(weights == [1, 1])
    #expect(abs(losses[1] - expected.lastAlone) <= 1e-9 * expected.lastAlone)
    #expect(abs(losses[0] + losses[1] - expected.total) <= 1e-9 * expected.total)
  }

  @Test func `labels may be probabilities`() throws {
    let logits = try output(salt: 21).logits
    var rows = [Double](repeating: 0, count: 400)
    for (row, label) in labels.enumerated() { rows[100 * row + label] = 1 }
    let expected = try GoldenBasics.read().losses.crossEntropy
    #expect(abs(try logits.crossEntropy(Tensor(rows, [4, 100])).item() - expected) <= 1e-9 * expected)
  }
}
