import Foundation
import Inference
import WorkbenchCore

/// What leaving early really saves on this machine, beside what it saves by the count of operations.
///
/// The network is run by the inference engine on images of the test split. What is compared takes turns, image by image and batch
/// by batch, so that all of it meets the same machine; the first turn, which also prepares the weights, does not count.
package struct MeasuredSpeed: Sendable, Codable, Equatable {
  package var schema = "workbench.latency/1"
  package let checkpoint: String
  package let policy: String
  package let threads: Int
  package let device: String
  package let cpu: String
  package let libtorch: String
  /// How many other runs of the same folder were under way, at its beginning or its end, whichever is more.
  ///
  /// They take time from it. Absent in files of earlier versions.
  package let runsBeside: Int?
  /// How many images took part.
  package let images: Int
  /// How many images came at once, in the order of ``Point/throughput``.
  package let batchSizes: [Int]
  /// Nobody leaves: all exits are computed for every image.
  package let whole: Point
  /// What the evaluation shows: budgets or thresholds, then what is asked for.
  package let points: [Point]

  /// One setting of the thresholds.
  package struct Point: Sendable, Codable, Equatable {
    package let name: String
    package let thresholds: [Float]
    /// Multiply-accumulates of these images in the mean, each of the way to its own exit: what a simulation counts.
    package let meanCost: Double
    /// The whole network's cost divided by that.
    package let simulatedSpeedUp: Double
    /// Seconds of one image alone.
    package let latency: Latency
    /// Images per second, for each number of images that come at once.
    package let throughput: [Double]
    /// The throughput divided by that of the whole network, for each of the same.
    package let measuredSpeedUp: [Double]
    /// How the answers compare with the simulated ones, where that was looked at.
    package let agreement: Agreement?
  }

  package struct Latency: Sendable, Codable, Equatable {
    package let median: Double
    /// Nine of ten images take no longer.
    package let p90: Double
    /// How many images were timed.
    package let count: Int
  }

  /// Measures the points that an evaluation shows, for the run of a directory.
  ///
  /// - Returns: `nil` where there is no policy, as there was nothing to fit it to.
  init?(
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
    (whole, self.points, batchSizes) = (measured[0], Array(measured.dropFirst()), settings.batchSizes)
    (checkpoint, self.policy, images) = (evaluation.checkpoint, early.policy, sample.count)
    (threads, device, cpu) = (LibTorch.threads, "\(experiment.device)", Environment.cpuName)
    libtorch = LibTorch.version
    runsBeside = max(besideAtFirst, directory.runsBeside)
  }

  /// What the last measurement wrote into the folder of an evaluation.
  ///
  /// - Throws: ``FileError`` when there is none.
  package init(in folder: String) throws {
    self = try JSONFile.read(MeasuredSpeed.self, from: folder + "/latency.json")
  }

  func write(to folder: String) throws { try JSONFile.write(self, to: folder + "/latency.json") }
}

extension MeasuredSpeed.Latency {
  fileprivate init(of seconds: [Double]) {
    let sorted = seconds.sorted()
    (median, count) = (sorted[sorted.count / 2], sorted.count)
    p90 = sorted[min(sorted.count - 1, sorted.count * 9 / 10)]
  }
}
