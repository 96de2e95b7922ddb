import Random
import Testing
import Torch

/// Batch normalization of channels-last memory, which is our own, against libtorch's, which does row-major memory.
@Suite struct BatchNormalizationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let shape: [Int]
    let rectifying: Bool
    let type: ElementType

    var testDescription: String { "\(shape) \(type)\(rectifying ? ", rectified" : "")" }

    /// Channels that fill registers and such that do not, one row and many chunks of rows.
    static let all = [
      [2, 3, 5, 4], [32, 6, 16, 16], [4, 24, 8, 8], [8, 37, 7, 7], [3, 64, 9, 9], [3, 45, 3, 3], [1, 130, 3, 1],
      [2, 1, 1, 1],
    ].flatMap { shape in
      [false, true].flatMap { rectifying in
        [ElementType.float32, .float64].map { Case(shape: shape, rectifying: rectifying, type: $0) }
      }
    }
  }

  /// Result, gradients of input, weight and bias, running mean and variance.
  private func results(
    _ trial: Case, channelsLast: Bool, training: Bool = true, momentum: Double = 0.1
  ) throws -> [Tensor] {
    var random = RandomStream(test: "normalization of \(trial.shape)")
    // Far from zero, where a variance of squares would lose all its digits.
    func numbers(_ shape: [Int], times factor: Double = 1, plus offset: Double = 0) throws -> Tensor {
      try (random.tensor(shape) * factor + offset).converted(to: trial.type)
    }
    let raw = try numbers(trial.shape, times: 0.5, plus: 20)
    let x = try (channelsLast ? raw.inPreferredLayout() : raw).leaf()
    let channels = [trial.shape[1]]
    let weight = try numbers(channels).leaf()
    let bias = try numbers(channels).leaf()
    let mean = try numbers(channels)
    let variance = try numbers(channels, plus: 9)
    let output = try x.batchNormalized(
      weight: weight, bias: bias, runningMean: mean, runningVariance: variance, training: training, momentum: momentum,
      rectifying: trial.rectifying)
    let arriving = try numbers(trial.shape)
    let found = try gradients(of: [(output * arriving).sum()], for: [x, weight, bias])
    return [output] + found.compactMap { $0 } + [mean, variance]
  }

  @Test(arguments: Case.all)
  func `equals libtorch's, with every gradient and running statistic`(trial: Case) throws {
    let expected = try results(trial, channelsLast: false)
    let found = try results(trial, channelsLast: true)
    #expect(found.count == 6 && expected.count == 6)
    // Beside the largest element: where a channel varies little, gradients are large.
    let tolerance = trial.type == .float32 ? 5e-5 : 1e-12
    for (index, (a, b)) in zip(found, expected).enumerated() {
      let largest = try b.distance(to: b.detached().filled(with: 0))
      let distance = try a.distance(to: b) / max(largest, 1)
      #expect(distance <= tolerance, "result \(index): \(distance)")
    }
  }

  @Test(arguments: [false, true])
  func `without training, the running statistics normalize and stay`(rectifying: Bool) throws {
    let trial = Case(shape: [3, 5, 4, 4], rectifying: rectifying, type: .float64)
    let expected = try results(trial, channelsLast: false, training: false)
    for (a, b) in zip(try results(trial, channelsLast: true, training: false), expected) {
      #expect(try a.distance(to: b) <= 1e-11)
    }
  }

  @Test func `without momentum, running statistics stay`() throws {
    let trial = Case(shape: [4, 6, 8, 8], rectifying: true, type: .float32)
    let evaluated = try results(trial, channelsLast: true, training: false)
    let trained = try results(trial, channelsLast: true, momentum: 0)
    for index in [4, 5] { #expect(try trained[index].distance(to: evaluated[index]) == 0) }
  }

  @Test func `what is not a number stays in sight`() throws {
    let x = try Tensor([.nan, 1, 2, 3, 4, 5, 6, 7], [1, 2, 2, 2]).inPreferredLayout()
    func channel(_ value: Double) throws -> Tensor { try Tensor([value, value], [2]) }
    let output = try x.batchNormalized(
      weight: channel(1), bias: channel(0), runningMean: channel(0), runningVariance: channel(1), training: true,
      rectifying: true)
    #expect(try !output.narrowed(dim: 1, 0..<1).isFinite())
    #expect(try output.narrowed(dim: 1, 1..<2).isFinite())
  }
}
