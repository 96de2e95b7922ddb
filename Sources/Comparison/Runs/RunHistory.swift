import RunFiles

/// What a run measured while it trained, epoch by epoch.
package struct RunHistory: Sendable {
  /// One number of one exit, or of the whole network, over epochs counted from 1.
  package typealias Curve = [(epoch: Int, value: Double)]

  private struct Key: Hashable {
    let split: String
    let exit: Int?
    let name: String
  }

  private struct Mean {
    private var sum = 0.0
    private var count = 0

    mutating func add(_ value: Double) { (sum, count) = (sum + value, count + 1) }
    var value: Double { sum / Double(count) }
  }

  private let curves: [Key: Curve]
  /// What was measured within epochs: means over the steps of an epoch that were measured.
  private let means: [Key: Curve]
  /// How the solver of the strategy ended.
  package let solver: SolverOutcomes

  /// Reads the run's metrics.
  init(of directory: RunDirectory) { self.init(directory.readMetrics()) }

  init(_ metrics: [Metric]) {
    var curves: [Key: Curve] = [:]
    var sums: [Key: [Int: Mean]] = [:]
    for metric in metrics {
      let key = Key(split: metric.split, exit: metric.exit, name: metric.name)
      if metric.split == "step" {
        sums[key, default: [:]][metric.epoch, default: Mean()].add(metric.value)
      } else {
        curves[key, default: []].append((metric.epoch, metric.value))
      }
    }
    self.curves = curves
    solver = SolverOutcomes(metrics)
    means = sums.mapValues { epochs in
      epochs.sorted { $0.key < $1.key }.map { ($0.key, $0.value.value) }
    }
  }

  /// What was measured at the end of every epoch; `exit` is counted from 1.
  package func curve(_ split: String, _ name: String, exit: Int? = nil) -> Curve {
    curves[Key(split: split, exit: exit, name: name)] ?? []
  }

  /// The means of what was measured at steps, for every epoch with such steps; `exit` is counted from 1.
  package func means(_ name: String, exit: Int? = nil) -> Curve {
    means[Key(split: "step", exit: exit, name: name)] ?? []
  }

  /// Seconds of training and validation.
  var seconds: Double? { sum(of: "seconds/epoch") }

  /// Processor seconds of the same, of all threads; `nil` where they are not known of every epoch.
  var processorSeconds: Double? {
    curve("run", "seconds/processor").count == curve("run", "seconds/epoch").count ? sum(of: "seconds/processor") : nil
  }

  /// The most memory that the process held, in bytes.
  var peakMemory: Double? { curve("run", "peak-memory").map(\.value).max() }

  private func sum(of name: String) -> Double? {
    let values = curve("run", name).map(\.value)
    return values.isEmpty ? nil : values.reduce(0, +)
  }
}
