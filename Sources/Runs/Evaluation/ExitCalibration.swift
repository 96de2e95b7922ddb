import WorkbenchCore

/// How well an exit's confidence tells its accuracy on the test split, as it is and after temperature scaling.
package struct ExitCalibration: Sendable, Codable, Equatable {
  /// Fitted on another split than the figures are of; absent where that is empty.
  package let temperature: Double?
  /// With the logits as they are.
  package let plain: Figures
  /// With the logits divided by the temperature.
  package let scaled: Figures?

  /// What is measured of probabilities.
  package struct Figures: Sendable, Codable, Equatable {
    /// The mean negative log-likelihood of the labels.
    package let loss: Double
    /// The expected calibration error, 0...1.
    package let error: Double
    package let errorInterval: Interval
    package let reliability: Reliability
  }

  /// Measures an exit; `fitted` is what it says of the split that its temperature is fitted on.
  init(
    of logits: Tensor, labels: [Int], fittedTo fitted: (logits: Tensor, labels: [Int])?, _ bootstrap: Bootstrap
  ) throws {
    temperature = try fitted.map { try TemperatureScaling.temperature(of: $0.logits, labels: $0.labels) }
    let logits = try logits.converted(to: .float64)
    plain = try Figures(of: logits, labels: labels, bootstrap)
    scaled = try temperature.map { try Figures(of: logits / $0, labels: labels, bootstrap) }
  }
}

extension ExitCalibration.Figures {
  fileprivate init(of logits: Tensor, labels: [Int], _ bootstrap: Bootstrap) throws {
    let (values, indices) = try logits.softmax(dim: 1).maximum(dim: 1)
    let confidences: [Double] = try values.elements()
    let isRight = zip(try indices.integers(), labels).map { $0 == $1 }
    loss = labels.isEmpty ? 0 : try logits.crossEntropy(Tensor(integers: labels)).item()
    reliability = Reliability(confidences: confidences, isRight: isRight)
    error = reliability.expectedError
    func drawnError(_ drawn: [Int]) -> Double {
      Reliability(confidences: drawn.map { confidences[$0] }, isRight: drawn.map { isRight[$0] }).expectedError
    }
    errorInterval = bootstrap.intervals(of: [drawnError])[0]
  }
}
