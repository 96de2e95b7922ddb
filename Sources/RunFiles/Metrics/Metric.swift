/// One measured number: a line of `metrics.jsonl`.
package struct Metric: Sendable, Codable, Equatable {
  package var step: Int
  /// Counted from 1; the epoch that the step belongs to.
  package var epoch: Int
  package var split: MetricSplit
  /// Counted from 1; absent for numbers of the whole network.
  package var exit: Int?
  package var name: MetricName
  package var value: Double

  package init(step: Int, epoch: Int, split: MetricSplit, exit: Int? = nil, name: MetricName, value: Double) {
    (self.step, self.epoch, self.split) = (step, epoch, split)
    (self.exit, self.name, self.value) = (exit, name, value)
  }

  /// The name of the column in a table of one row per epoch, such as `validation/exit1/top1`.
  package var column: String { split.rawValue + (exit.map { "/exit\($0)" } ?? "") + "/" + name.rawValue }
}
