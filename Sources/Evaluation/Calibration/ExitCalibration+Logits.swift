import RunFiles
import WorkbenchCore

extension ExitCalibration {
  /// Measures an exit; `fitted` is what it says of the split that its temperature is fitted on.
  package init(
    of logits: Tensor, labels: [Int], fittedTo fitted: (logits: Tensor, labels: [Int])?, _ bootstrap: Bootstrap
  ) throws {
    let temperature = try fitted.map { try TemperatureScaling.temperature(of: $0.logits, labels: $0.labels) }
    let logits = try logits.converted(to: .float64)
    self.init(
      temperature: temperature, plain: try Figures(of: logits, labels: labels, bootstrap),
      scaled: try temperature.map { try Figures(of: logits / $0, labels: labels, bootstrap) })
  }
}

extension ExitCalibration.Figures {
  fileprivate init(of logits: Tensor, labels: [Int], _ bootstrap: Bootstrap) throws {
    let (values, indices) = try logits.softmax(dim: 1).maximum(dim: 1)
    let confidences: [Double] = try values.elements()
    let isRight = zip(try indices.integers(), labels).map { $0 == $1 }
    let reliability = Reliability(confidences: confidences, isRight: isRight)
    func drawnError(_ drawn: [Int]) -> Double {
      Reliability(confidences: drawn.map { confidences[$0] }, isRight: drawn.map { isRight[$0] }).expectedError
    }
    self.init(
      loss: labels.isEmpty ? 0 : try logits.crossEntropy(Tensor(integers: labels)).item(),
      error: reliability.expectedError, errorInterval: bootstrap.intervals(of: [drawnError])[0],
      reliability: reliability)
  }
}
