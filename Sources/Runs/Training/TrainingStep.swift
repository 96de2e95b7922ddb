import Foundation
import WorkbenchCore

/// One step of training: forward, losses, gradients, update.
struct TrainingStep {
  /// Where in the run the step stands.
  struct Position {
    let step: Int
    /// Which phase of the epoch, counted from 0.
    var phase = 0
    /// How far the run has come, with a phase in the place of the epoch: every phase runs through the epoch's learning rates.
    let progress: TrainingProgress

    var beginsPhase: Bool { progress.stepInEpoch == 0 }
    var endsPhase: Bool { progress.stepInEpoch == progress.stepsPerEpoch - 1 }
  }

  /// What came of a step.
  struct Result {
    /// The loss of every exit.
    let losses: [Double]
    /// How many samples every exit got right.
    let correct: [Int]
    let samples: Int
    let learningRate: Double
    let telemetry: StepTelemetry
    let seconds: PhaseSeconds
  }

  private let experiment: Experiment
  private let engine: GradientEngine

  init(_ experiment: Experiment) {
    self.experiment = experiment
    engine = GradientEngine(experiment.network.topology)
  }

  /// `batches` are the step's own and the extra ones that the strategy asks for.
  ///
  /// - Throws: ``NonFiniteLoss`` before any weight has changed.
  func callAsFunction(
    _ batches: [Batch], at position: Position, measuring level: ConflictLevel? = nil
  ) throws -> Result {
    let recipe = experiment.recipe
    let batch = batches[0]
    let phase = experiment.phases(of: position.progress.epoch)[position.phase]
    let rate = experiment.optimizer.learningRate * experiment.schedule.factor(at: position.progress)
    var context = StepContext(
      step: position.step, epoch: position.progress.epoch, epochs: position.progress.epochs, phase: position.phase,
      learningRate: rate, seed: recipe.seed)
    var stopwatch = Stopwatch()

    let mode = Mode.training(seed: recipe.seed, step: position.step)
    if position.beginsPhase { try experiment.strategy.phaseBegan(in: &context) }
    let trial = StepTrial(
      of: batches.map { LabelledBatch(images: $0.images, labels: $0.labels) }, network: experiment.network,
      strategy: experiment.strategy, optimizer: experiment.optimizer, mode: mode, in: context)
    try experiment.strategy.stepBegan(trial, in: &context)
    let secondsOfTrial = stopwatch.lap(\.backward)

    let portions = try portions(of: batch)
    let values: [Double]
    let logits: [Tensor]
    if let portions {
      let result = try portions.accumulate(
        mode, strategy: &experiment.strategy, in: &context, measuring: level)
      (values, logits) = (result.losses, result.logits)
    } else {
      let outputs = try experiment.network(batch.images, mode, strategy: experiment.strategy)
      let losses = try experiment.strategy.losses(of: outputs, labels: batch.labels, in: &context)
      stopwatch.lap(\.forward)
      values = try engine.accumulate(
        losses, of: outputs, strategy: &experiment.strategy, in: &context, measuring: level)
      logits = outputs.map(\.logits)
    }
    if let exit = values.firstIndex(where: { !$0.isFinite }) {
      throw NonFiniteLoss(exit: exit, step: position.step, epoch: position.progress.epoch, losses: values)
    }
    stopwatch.lap(\.backward, without: context.telemetry.cost.measurement)

    if phase.trained == .heads { leaveBlocks() }
    if phase.trained != .nothing {
      if let limit = recipe.train.clipNorm { try clip(to: limit, at: position) }
      try experiment.optimizer.step(rate: rate)
    }
    if experiment.strategy.looksAtLossesAfterStep {
      context.lossesAfterStep =
        if let portions {
          try portions.lossesAgain(mode, strategy: experiment.strategy, in: context)
        } else {
          try experiment.network.lossesAgain(
            batch.images, labels: batch.labels, mode, strategy: experiment.strategy, in: context)
        }
    }
    try experiment.strategy.stepEnded(in: &context)
    if position.endsPhase { try experiment.strategy.phaseEnded(in: &context) }
    try experiment.checkKeys()
    stopwatch.lap(\.optimizer)

    let classes = experiment.dataset.classNames.count
    let correct = try logits.map { logits in
      let scores: [Float] = try logits.detached().elements()
      return zip(ExitLogits.predictions(scores, classes: classes), batch.classes).count { $0 == $1 }
    }
    stopwatch.lap(\.other)
    var telemetry = context.telemetry
    telemetry.cost.trial = secondsOfTrial
    return Result(
      losses: values, correct: correct, samples: batch.classes.count, learningRate: rate, telemetry: telemetry,
      seconds: stopwatch.seconds)
  }

  /// The batch in portions, where the recipe wants smaller ones than it is.
  private func portions(of batch: Batch) throws -> MicroBatches? {
    guard let size = experiment.recipe.train.microBatch, size < batch.classes.count else { return nil }
    return try MicroBatches(
      of: LabelledBatch(images: batch.images, labels: batch.labels), size: size, for: experiment.network)
  }

  /// An optimizer leaves parameters without a gradient alone.
  private func leaveBlocks() {
    for parameter in experiment.network.topology.stages.flatMap(\.parameters) { parameter.value.gradient = nil }
  }

  /// Scales all gradients down together when their joint norm exceeds the limit.
  private func clip(to limit: Double, at position: Position) throws {
    let gradients = experiment.network.scope.parameters.compactMap { $0.value.gradient }
    let norm = try innerProducts(of: [gradients])[0].squareRoot()
    guard norm.isFinite else { throw NonFiniteGradient(step: position.step, epoch: position.progress.epoch) }
    if norm > limit { for gradient in gradients { try gradient.scale(by: limit / norm) } }
  }
}

/// Where the time of a step goes, in seconds.
struct PhaseSeconds: Codable {
  /// Waiting for the batch.
  var data = 0.0
  /// The network and the losses.
  var forward = 0.0
  /// Gradients and what the strategy makes of them.
  var backward = 0.0
  var optimizer = 0.0
  /// Counting hits, measuring conflict.
  var other = 0.0

  var total: Double { data + forward + backward + optimizer + other }

  static func + (a: PhaseSeconds, b: PhaseSeconds) -> PhaseSeconds {
    PhaseSeconds(
      data: a.data + b.data, forward: a.forward + b.forward, backward: a.backward + b.backward,
      optimizer: a.optimizer + b.optimizer, other: a.other + b.other)
  }
}

/// Writes laps into the phases of a step.
private struct Stopwatch {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private(set) var seconds = PhaseSeconds()

  init() { last = clock.now }

  /// Gives the time since the last lap to a phase, without what of it was something else.
  ///
  /// - Returns: what the phase got.
  @discardableResult
  mutating func lap(_ phase: WritableKeyPath<PhaseSeconds, Double>, without other: Double = 0) -> Double {
    let now = clock.now
    let lap = (now - last).seconds - other
    seconds[keyPath: phase] += lap
    seconds.other += other
    last = now
    return lap
  }
}

/// A loss that is infinite or not a number.
package struct NonFiniteLoss: Error, CustomStringConvertible {
  /// Counted from 0.
  package let exit: Int
  package let step: Int
  /// Counted from 0.
  package let epoch: Int
  /// The losses of all exits.
  package let losses: [Double]
  /// Whether it is the mean over the validation split after the step, rather than the loss of the step's batch.
  package var isOfValidation = false

  package var description: String {
    func text(_ loss: Double) -> String { loss.isNaN ? "nan" : String(format: "%.4g", loss) }
    return "the \(isOfValidation ? "validation " : "")loss of exit \(exit + 1) became \(text(losses[exit])) "
      + "\(isOfValidation ? "after" : "at") step \(step + 1) (epoch \(epoch + 1)); losses of all exits: "
      + losses.map(text).joined(separator: "  ")
  }
}

/// Weights of which some are infinite or not a number.
package struct NonFiniteWeights: Error, CustomStringConvertible {
  package let step: Int
  /// Counted from 0.
  package let epoch: Int

  package var description: String { "some weights are not finite after step \(step + 1) (epoch \(epoch + 1))" }
}

/// Gradients whose norm is infinite or not a number.
package struct NonFiniteGradient: Error, CustomStringConvertible {
  package let step: Int
  /// Counted from 0.
  package let epoch: Int

  package var description: String { "the norm of the gradients is not finite at step \(step + 1) (epoch \(epoch + 1))" }
}
