/// What a worker says of the run that it carries out: one line of JSON on its standard output.
package struct WorkerReport: Sendable, Codable, Equatable {
  /// Steps taken.
  package var step: Int
  /// All steps of the run.
  package var steps: Int
  /// Epochs closed.
  package var epoch: Int
  package var epochs: Int
  /// The best mean validation accuracy since the worker began; `nil` before the first epoch, and without a validation split.
  package var best: Double?
  /// Something a reader of the run should know.
  package var note: String?

  package init(step: Int, steps: Int, epoch: Int, epochs: Int, best: Double? = nil, note: String? = nil) {
    (self.step, self.steps, self.epoch, self.epochs) = (step, steps, epoch, epochs)
    (self.best, self.note) = (best, note)
  }
}
