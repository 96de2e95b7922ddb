import Runs

/// What a run measured while it trained, epoch by epoch.
package struct RunHistory: Sendable {
  /// One number of one exit, or of the whole network, over epochs counted from 1.
  package typealias Curve = [(epoch: Int, value: Double)]

  private let curves: [String: Curve]
  /// What was measured within epochs: means over the steps of an epoch that were measured.
  private let means: [String: Curve]

  /// Reads the run's metrics.
  init(of directory: RunDirectory) { self.init(directory.readMetrics()) }

  init(_ metrics: [Metric]) {
    var curves: [String: Curve] = [:]
    var sums: [String: [Int: (sum: Double, count: Int)]] = [:]
    for metric in metrics {
      let key = Self.key(metric.split, metric.exit, metric.name)
      if metric.split == "step" {
        sums[key, default: [:]][metric.epoch, default: (0, 0)].sum += metric.value
        sums[key, default: [:]][metric.epoch, default: (0, 0)].count += 1
      } else {
        curves[key, default: []].append((metric.epoch, metric.value))
      }
    }
    self.curves = curves
    means = sums.mapValues { epochs in
      epochs.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sum / Double($0.value.count)) }
    }
  }

  /// What was measured at the end of every epoch; `exit` is counted from 1.
  package func curve(_ split: String, _ name: String, exit: Int? = nil) -> Curve {
    curves[Self.key(split, exit, name)] ?? []
  }

  /// The means of what was measured at steps, for every epoch with such steps; `exit` is counted from 1.
  package func means(_ name: String, exit: Int? = nil) -> Curve { means[Self.key("step", exit, name)] ?? [] }

  private static func key(_ split: String, _ exit: Int?, _ name: String) -> String {
    "\(split)\(exit.map { "\($0)" } ?? "")/\(name)"
  }
}
