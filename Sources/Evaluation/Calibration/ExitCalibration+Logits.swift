import RunFiles
import Training
import WorkbenchCore

extension ExitCalibration {
  /// What was measured of an exit, while the interval waits for the bootstrap.
  struct Measured {
    private let temperature: Double?
    private let plain: Figures.Measured
    private let scaled: Figures.Measured?

    /// Measures an exit, as it is and with a temperature, where one was fitted.
    init(of outputs: ExitLogits, at exit: Int, temperature: Double?, _ bootstrap: BootstrapFigures) throws {
      self.temperature = temperature
      plain = try Figures.Measured(of: outputs, at: exit, dividedBy: nil, bootstrap)
      scaled = try temperature.map { try Figures.Measured(of: outputs, at: exit, dividedBy: $0, bootstrap) }
    }

    func calibration(_ bootstrap: BootstrapFigures) -> ExitCalibration {
      ExitCalibration(
        temperature: temperature, plain: plain.figures(bootstrap), scaled: scaled.map { $0.figures(bootstrap) })
    }
  }
}

extension ExitCalibration.Figures {
  struct Measured {
    private let loss: Double
    private let reliability: Reliability
    private let error: BootstrapFigures.Pending

    /// In double precision, some rows at a time.
    init(of outputs: ExitLogits, at exit: Int, dividedBy temperature: Double?, _ bootstrap: BootstrapFigures) throws {
      var confidences: [Double] = []
      var isRight: [Bool] = []
      var losses: [Double] = []
      for rows in outputs.chunks {
        let part = try outputs[rows]
        var logits = try part.tensor(of: exit).converted(to: .float64)
        if let temperature { logits = try logits / temperature }
        let (values, indices) = try logits.softmax(dim: 1).maximum(dim: 1)
        confidences += try values.elements(as: Double.self)
        isRight += zip(try indices.integers(), part.labels).map { $0 == $1 }
        losses += try logits.crossEntropy(Tensor(integers: part.labels), perSample: true).elements(as: Double.self)
      }
      loss = losses.reduce(0, +) / Double(max(losses.count, 1))
      reliability = Reliability(confidences: confidences, isRight: isRight)
      error = bootstrap.add { [confidences, isRight] drawn in
        Reliability(drawn.lazy.map { (confidences[$0], isRight[$0]) }).expectedError
      }
    }

    func figures(_ bootstrap: BootstrapFigures) -> ExitCalibration.Figures {
      ExitCalibration.Figures(
        loss: loss, error: reliability.expectedError, errorInterval: bootstrap[error], reliability: reliability)
    }
  }
}
