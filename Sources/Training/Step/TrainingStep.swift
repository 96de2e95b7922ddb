import WorkbenchCore

/// One step of training: forward, losses, gradients, update.
package struct TrainingStep {
  /// Where in the run the step stands.
  package struct Position {
    let step: Int
    /// Which phase of the epoch, counted from 0.
    var phase = 0
    /// How far the run has come, with a phase in the place of the epoch: every phase runs through the epoch's learning rates.
    let progress: TrainingProgress

    package init(step: Int, phase: Int = 0, progress: TrainingProgress) {
      (self.step, self.phase, self.progress) = (step, phase, progress)
    }

    var beginsPhase: Bool { progress.stepInEpoch == 0 }
    var endsPhase: Bool { progress.stepInEpoch == progress.stepsPerEpoch - 1 }
  }

  /// What came of a step.
  package struct Result {
    /// The loss of every exit.
    let losses: [Double]
    /// How many samples every exit predicted correctly.
    let correct: [Int]
    let samples: Int
    let learningRate: Double
    let telemetry: StepTelemetry
    package let seconds: PhaseSeconds
  }

  private let experiment: Experiment
  private let engine: GradientEngine

  package init(_ experiment: Experiment) {
    self.experiment = experiment
    engine = GradientEngine(experiment.network.topology)
  }

  /// `batches` are the step's own and the extra ones that the strategy asks for.
  ///
  /// - Throws: ``NonFiniteLoss`` before any weight has changed.
  package func callAsFunction(
    _ batches: [Batch], at position: Position, measuring level: ConflictLevel? = nil
  ) throws -> Result {
    let batch = batches[0]
    let rate = experiment.optimizer.learningRate * experiment.schedule.factor(at: position.progress)
    let mode = Mode.training(seed: experiment.recipe.seed, step: position.step)
    var context = StepContext(
      step: position.step, epoch: position.progress.epoch, epochs: position.progress.epochs, phase: position.phase,
      learningRate: rate, seed: experiment.recipe.seed)
    var stopwatch = StepStopwatch()

    try begin(batches, at: position, mode, in: &context)
    let secondsOfTrial = stopwatch.lap(\.backward)
    let microBatches = try microBatches(of: batch, mode)
    let pass = try engine.accumulate(
      microBatches, strategy: &experiment.strategy, in: &context, measuring: level)
    let cost = context.telemetry.cost
    stopwatch.lap(\.backward, without: [(\.forward, cost.forward), (\.other, cost.measurement)])
    if let exit = pass.losses.firstIndex(where: { !$0.isFinite }) {
      throw NonFiniteLoss(exit: exit, step: position.step, epoch: position.progress.epoch, losses: pass.losses)
    }
    try update(rate: rate, at: position)
    try end(microBatches, at: position, in: &context)
    stopwatch.lap(\.optimizer)
    let correct = try correctPredictions(of: pass.logits, on: batch)
    stopwatch.lap(\.other)

    var telemetry = context.telemetry
    telemetry.cost.trial = secondsOfTrial
    return Result(
      losses: pass.losses, correct: correct, samples: batch.classes.count, learningRate: rate, telemetry: telemetry,
      seconds: stopwatch.seconds)
  }

  // MARK: - The parts of a step

  /// Tells the strategy that the step begins, and lets it try things out.
  private func begin(_ batches: [Batch], at position: Position, _ mode: Mode, in context: inout StepContext) throws {
    if position.beginsPhase { try experiment.strategy.phaseBegan(in: &context) }
    let trial = StepTrial(
      of: batches.map { LabelledBatch(images: $0.images, labels: $0.labels) }, network: experiment.network,
      strategy: experiment.strategy, optimizer: experiment.optimizer, mode: mode, in: context)
    try experiment.strategy.stepBegan(trial, in: &context)
  }

  /// Moves the weights that the phase trains.
  private func update(rate: Double, at position: Position) throws {
    let phase = experiment.phases(of: position.progress.epoch)[position.phase]
    if phase.trained == .heads { leaveBlocks() }
    guard phase.trained != .nothing else { return }
    if let limit = experiment.recipe.train.clipNorm { try clip(to: limit, at: position) }
    try experiment.optimizer.step(rate: rate)
  }

  /// Tells the strategy what the step came to.
  private func end(_ batch: MicroBatches, at position: Position, in context: inout StepContext) throws {
    if experiment.strategy.looksAtLossesAfterStep {
      context.lossesAfterStep = try batch.lossesAgain(strategy: experiment.strategy, in: context)
    }
    try experiment.strategy.stepEnded(in: &context)
    if position.endsPhase { try experiment.strategy.phaseEnded(in: &context) }
    try experiment.checkKeys()
  }

  /// How many samples every exit predicts correctly.
  private func correctPredictions(of logits: [Tensor], on batch: Batch) throws -> [Int] {
    let classes = experiment.dataset.classNames.count
    return try logits.map { logits in
      let scores: [Float] = try logits.elements()
      return zip(ExitLogits.predictions(scores, classes: classes), batch.classes).count { $0 == $1 }
    }
  }

  /// The batch in the micro-batches that the recipe wants, at once by default.
  private func microBatches(of batch: Batch, _ mode: Mode) throws -> MicroBatches {
    try MicroBatches(
      of: LabelledBatch(images: batch.images, labels: batch.labels),
      size: experiment.recipe.train.microBatch ?? batch.classes.count, for: experiment.network, mode)
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
