import Foundation
import Inference
import RunFiles
import Training
import WorkbenchCore

extension MeasuredSpeed {
  /// Measures the points that an evaluation shows, for the run of a directory.
  ///
  /// - Returns: `nil` where there is no policy, as there was nothing to fit it to.
  package init?(
    of experiment: Experiment, _ evaluation: RunEvaluation, _ policy: FittedPolicy?, _ settings: SpeedSettings,
    in directory: RunDirectory
  ) throws {
    guard let policy, let early = evaluation.early else { return nil }
    let besideAtFirst = directory.runsBeside
    let sample = try SpeedSample(experiment, limit: settings.images)
    let simulated = try policy.scores(of: sample.outputs)
    let never = DirectSearch.thresholds(shared: OperatingPoint.never, exits: policy.costs.count)
    let shown = early.shownCurve(budgets: settings.budgets) + early.targets
    let points = ([("nobody leaves", never)] + shown.map { ($0.name, $0.thresholds) }).map { name, thresholds in
      OperatingPoint(name, thresholds: thresholds, on: simulated, costs: policy.costs)
    }
    let engine = InferenceEngine(experiment.network, strategy: experiment.strategy)
    let course = TimedCourse(engine, policy, thresholds: points.map(\.thresholds), sample: sample)
    let agreements =
      settings.comparesAnswers
      ? try points.map { try Agreement(of: engine, policy, $0.thresholds, sample, simulated: simulated) } : nil
    let single = try course.seconds(together: 1, atLeast: settings.secondsPerFigure, fewest: 20)
    let together = try settings.batchSizes.map { size in
      size == 1 ? single : try course.seconds(together: size, atLeast: settings.secondsPerFigure, fewest: 1)
    }
    let throughputs = points.indices.map { point in
      zip(settings.batchSizes, together).map { Double($0 * $1[point].count) / $1[point].reduce(0, +) }
    }
    let measured = points.indices.map { index in
      Point(
        name: points[index].name, thresholds: points[index].thresholds, meanCost: points[index].cost,
        simulatedSpeedUp: points[0].cost / points[index].cost, latency: Latency(of: single[index]),
        throughput: throughputs[index], measuredSpeedUp: zip(throughputs[index], throughputs[0]).map { $0 / $1 },
        agreement: agreements?[index])
    }
    self.init(
      checkpoint: evaluation.checkpoint, policy: early.policy, threads: LibTorch.threads,
      device: "\(experiment.device)", cpu: Environment.cpuName, libtorch: LibTorch.version,
      runsBeside: max(besideAtFirst, directory.runsBeside), images: sample.count, batchSizes: settings.batchSizes,
      whole: measured[0], points: Array(measured.dropFirst()))
  }
}

extension MeasuredSpeed.Latency {
  fileprivate init(of seconds: [Double]) {
    let sorted = seconds.sorted()
    self.init(
      median: sorted[sorted.count / 2], p90: sorted[min(sorted.count - 1, sorted.count * 9 / 10)],
      count: sorted.count)
  }
}
