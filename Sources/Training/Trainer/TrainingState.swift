import Foundation
import WorkbenchCore

/// How far a run has come: everything that its next step depends on besides tensors.
///
/// No generator's state is among it: random numbers are functions of seed, epoch, sample and step.
package struct TrainingState: Codable {
  /// Steps taken.
  package var step = 0
  /// Epochs closed, which is also the epoch under way, counted from 0.
  var epoch = 0
  /// Steps taken within the epoch under way, in all its phases.
  var stepInEpoch = 0
  var sums: EpochSums
  var best: Best?
  /// Seconds of training and validation in the epochs that are closed.
  var seconds = 0.0
  /// Processor time of the same; `nil` for a run that was begun by a version that did not count it.
  var processorSeconds: Double? = 0
  /// Seconds beside training and validation, up to the end of the last epoch; `nil` for a run that was begun by a version that did
  /// not count them.
  var recordingSeconds: Double? = 0
  /// Threads that the run is computed with: another number gives other roundings.
  var threads: Int
  /// The length of `metrics.jsonl` in bytes.
  var metricsLength = 0
  var strategyVersion = 1
  var strategyNumbers: [String: [Double]] = [:]

  /// A run that has closed so many epochs; by default one that has not begun.
  package init(epoch: Int = 0, sums: EpochSums, threads: Int) {
    (self.epoch, self.sums, self.threads) = (epoch, sums, threads)
  }

  /// The best epoch so far, by the mean validation accuracy of the exits.
  package struct Best: Codable {
    /// Counted from 1.
    var epoch: Int
    /// `nil` without a validation split, where the latest epoch counts as the best.
    var accuracy: Double?
    /// The name of its checkpoint.
    var checkpoint: String
  }
}

/// What the steps of an epoch add up to.
package struct EpochSums: Codable {
  /// Loss times samples in the phase under way, by exit.
  var losses: [Double]
  /// Samples that were right in the phase under way, by exit.
  var correct: [Int]
  /// Samples of the phase under way.
  var samples = 0
  /// Samples of the phases before.
  var earlierSamples = 0
  /// Of all phases.
  var seconds = PhaseSeconds()
  /// Processor seconds of all phases; `nil` for an epoch that was begun by a version that did not count them.
  var processorSeconds: Double? = 0
  /// Seconds of the backward pass in which the strategy chose weights or a direction.
  var selection = 0.0
  var solver = SolverCounts()

  package init(exits: Int) {
    losses = [Double](repeating: 0, count: exits)
    correct = [Int](repeating: 0, count: exits)
  }

  mutating func add(_ result: TrainingStep.Result, waited: Double) {
    for exit in losses.indices {
      losses[exit] += result.losses[exit] * Double(result.samples)
      correct[exit] += result.correct[exit]
    }
    samples += result.samples
    var phases = result.seconds
    phases.data += waited
    seconds = seconds + phases
    selection += result.telemetry.cost.selection
    for outcome in result.telemetry.outcomes { solver.count(outcome.status) }
  }

  /// The share of the time in which training waited for samples.
  var waitingShare: Double { seconds.data / max(seconds.total, .leastNonzeroMagnitude) }

  /// How the solver of a strategy ended, once for every step and scope.
  struct SolverCounts: Codable {
    private(set) var converged = 0
    private(set) var fallback = 0
    private(set) var undefined = 0

    var total: Int { converged + fallback + undefined }

    mutating func count(_ status: SolverStatus) {
      switch status {
      case .converged: converged += 1
      case .fallback: fallback += 1
      case .undefined: undefined += 1
      }
    }
  }

  /// Losses and hits begin anew: those of an epoch are those of its last phase.
  mutating func beginPhase() {
    losses = losses.map { _ in 0 }
    correct = correct.map { _ in 0 }
    (samples, earlierSamples) = (0, earlierSamples + samples)
  }

  var meanLosses: [Double] { losses.map { $0 / Double(max(samples, 1)) } }
  var accuracies: [Double] { correct.map { Double($0) / Double(max(samples, 1)) } }
  var imagesPerSecond: Double { Double(earlierSamples + samples) / max(seconds.total, .leastNonzeroMagnitude) }
}
