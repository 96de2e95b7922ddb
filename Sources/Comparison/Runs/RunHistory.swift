import RunFiles

/// What a run measured while it trained, epoch by epoch.
package struct RunHistory: Sendable {
  /// One number of one exit, or of the whole network, over epochs counted from 1.
  package typealias Curve = [(epoch: Int, value: Double)]

  private struct Key: Hashable {
    let split: MetricSplit
    let exit: Int?
    let name: MetricName
  }

  private var curves: [Key: Curve] = [:]
  /// What was measured of the exits' gradients.
  package private(set) var conflict = ConflictHistory()
  /// How the solver of the strategy ended.
  package private(set) var solver = SolverOutcomes()

  package init() {}

  /// Reads the run's metrics.
  package init(of directory: RunDirectory) {
    MetricsReader(directory).forEach(where: { !$0.isOfStep || $0.isOfConflict || $0.isOfSolver }) { add($0) }
  }

  /// Takes a number in.
  package mutating func add(_ metric: Metric) {
    if metric.split == .step {
      conflict.add(metric)
    } else {
      curves[Key(split: metric.split, exit: metric.exit, name: metric.name), default: []]
        .append((metric.epoch, metric.value))
    }
    solver.add(metric)
  }

  /// What was measured at the end of every epoch; `exit` is counted from 1.
  package func curve(_ split: MetricSplit, _ name: MetricName, exit: Int? = nil) -> Curve {
    curves[Key(split: split, exit: exit, name: name)] ?? []
  }

  /// Seconds of training and validation.
  var seconds: Double? { sum(of: .epochSeconds) }

  /// Processor seconds of the same, of all threads; `nil` where they are not known of every epoch.
  var processorSeconds: Double? {
    curve(.run, .processorSeconds).count == curve(.run, .epochSeconds).count ? sum(of: .processorSeconds) : nil
  }

  /// The most memory that the process held, in bytes.
  var peakMemory: Double? { curve(.run, .peakMemory).map(\.value).max() }

  private func sum(of name: MetricName) -> Double? {
    let values = curve(.run, name).map(\.value)
    return values.isEmpty ? nil : values.reduce(0, +)
  }
}
