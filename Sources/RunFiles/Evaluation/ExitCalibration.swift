/// How well an exit's confidence tells its accuracy on the test split, as it is and after temperature scaling.
package struct ExitCalibration: Sendable, Codable, Equatable {
  /// Fitted on another split than the figures are of; absent where that is empty.
  package let temperature: Double?
  /// With the logits as they are.
  package let plain: Figures
  /// With the logits divided by the temperature.
  package let scaled: Figures?

  package init(temperature: Double?, plain: Figures, scaled: Figures?) {
    (self.temperature, self.plain, self.scaled) = (temperature, plain, scaled)
  }

  /// What is measured of probabilities.
  package struct Figures: Sendable, Codable, Equatable {
    /// The mean negative log-likelihood of the labels.
    package let loss: Double
    /// The expected calibration error, 0...1.
    package let error: Double
    package let errorInterval: Interval
    package let reliability: Reliability

    package init(loss: Double, error: Double, errorInterval: Interval, reliability: Reliability) {
      (self.loss, self.error, self.errorInterval, self.reliability) = (loss, error, errorInterval, reliability)
    }
  }

}
