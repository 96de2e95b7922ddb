import Random
import Testing
import Torch

/// Optimizer steps against their formulas, number by number.
@Suite struct OptimizationTests {
  private static let steps = 4
  private static let rate = 0.1

  private func start() throws -> [Double] {
    var random = RandomStream(test: "parameter")
    return try random.tensor([6]).elements()
  }

  private func gradient(_ step: Int) throws -> [Double] {
    var random = RandomStream(test: "gradient", step)
    return try random.tensor([6]).elements()
  }

  private func expectEqual(_ parameter: Tensor, _ expected: [Double]) throws {
    let found: [Double] = try parameter.elements()
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-13 }, "\(found), not \(expected)")
  }

  @Test(arguments: [(0.0, 0.0, false), (0.9, 0.0, false), (0.9, 0.01, false), (0.9, 0.01, true), (0.0, 0.01, false)])
  func `gradient descent follows its formula`(momentum: Double, decay: Double, isNesterov: Bool) throws {
    var expected = try start()
    var velocity = [Double](repeating: 0, count: 6)
    let parameter = try Tensor(expected, [2, 3])
    let momenta = momentum > 0 ? [try Tensor.zeros([2, 3], type: .float64)] : []
    for step in 0..<Self.steps {
      let slope = try gradient(step)
      try descend(
        [parameter], along: [Tensor(slope, [2, 3])], momenta: momenta, rate: Self.rate, momentum: momentum,
        weightDecay: decay, nesterov: isNesterov)
      for index in expected.indices {
        let decayed = slope[index] + decay * expected[index]
        velocity[index] = momentum * velocity[index] + decayed
        expected[index] -= Self.rate * (isNesterov ? decayed + momentum * velocity[index] : velocity[index])
      }
      try expectEqual(parameter, expected)
    }
  }

  @Test(arguments: [(0.0, false), (0.01, false), (0.01, true)])
  func `Adam follows its formula, with decay through the gradient or apart`(decay: Double, isDecoupled: Bool) throws {
    let (beta1, beta2, epsilon) = (0.9, 0.99, 1e-6)
    var expected = try start()
    var mean = [Double](repeating: 0, count: 6)
    var square = [Double](repeating: 0, count: 6)
    let parameter = try Tensor(expected, [2, 3])
    let moments = AdamMoments(
      mean: try Tensor.zeros([2, 3], type: .float64), square: try Tensor.zeros([2, 3], type: .float64),
      steps: try Tensor.zeros([]))
    var (power1, power2) = (1.0, 1.0)
    for step in 0..<Self.steps {
      let slope = try gradient(step)
      try descendByAdam(
        [parameter], along: [Tensor(slope, [2, 3])], moments: [moments], rate: Self.rate, betas: (beta1, beta2),
        epsilon: epsilon, weightDecay: decay, decoupled: isDecoupled)
      (power1, power2) = (power1 * beta1, power2 * beta2)
      for index in expected.indices {
        if isDecoupled { expected[index] -= Self.rate * decay * expected[index] }
        let decayed = slope[index] + (isDecoupled ? 0 : decay * expected[index])
        mean[index] = beta1 * mean[index] + (1 - beta1) * decayed
        square[index] = beta2 * square[index] + (1 - beta2) * decayed * decayed
        let size = (square[index] / (1 - power2)).squareRoot() + epsilon
        expected[index] -= Self.rate * mean[index] / (1 - power1) / size
      }
      try expectEqual(parameter, expected)
    }
    #expect(try moments.steps.item() == Double(Self.steps))
  }

  @Test func `a gradient in another memory layout moves the same elements`() throws {
    var random = RandomStream(test: "layouts")
    let values = try random.tensor([2, 3, 4, 4])
    let slope = try random.tensor([2, 3, 4, 4])
    let plain = try values.copied()
    let mixed = try values.copied().inPreferredLayout()
    for parameter in [plain, mixed] {
      let momentum = try parameter.filled(with: 0)
      try descend(
        [parameter], along: [slope], momenta: [momentum], rate: 0.1, momentum: 0.9, weightDecay: 0.1, nesterov: false)
    }
    #expect(try plain.distance(to: mixed) == 0)
    #expect(try plain.distance(to: values) > 0.01)
  }

  @Test func `a gradient of another shape is an error`() throws {
    let error = try #require(throws: TorchError.self) {
      try descend(
        [Tensor.zeros([2])], along: [Tensor.zeros([3])], momenta: [], rate: 1, momentum: 0, weightDecay: 0,
        nesterov: false)
    }
    #expect("\(error)" == "descend on [2]: a gradient of shape [3] for a parameter of shape [2]")
  }
}
