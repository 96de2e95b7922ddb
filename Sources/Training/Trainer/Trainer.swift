import Errors
import Files
import Foundation
import Recipes
import RunFiles
import WorkbenchCore

/// Trains an experiment in a run directory, from its beginning or from its latest checkpoint.
///
/// A run that is stopped at any moment and resumed ends with the same weights, byte for byte, as one left alone: what a
/// step depends on is either in the checkpoint or a function of seed, epoch, sample and step.
package final class Trainer {
  /// How training ended.
  package enum Ending: Equatable {
    case finished
    /// It was asked to stop; the run was saved.
    case interrupted(Interruption)
  }

  private let experiment: Experiment
  private let directory: RunDirectory
  private let observer: any RunObserver
  private let interrupts: Interrupts
  private let metrics: MetricsLog
  private let log: RunLog
  private let step: TrainingStep
  private var state: TrainingState
  private let recorders: RecorderGroup
  private var record: RunRecord
  private var table: MetricsTable?
  /// What the epoch under way has measured of the exits' gradients.
  private var conflict = ConflictHistory()
  /// Seconds beside training since the last epoch was measured.
  private var recordingSeconds = 0.0

  /// - Parameters:
  ///   - experiment: what is trained.
  ///   - directory: where the run is kept.
  ///   - record: what `run.json` says so far.
  ///   - observer: who is shown how the run goes.
  ///   - recorders: what else is made of the run.
  ///   - interrupts: asked after every step whether to stop.
  /// - Throws: `FileError` where the run's log or metrics cannot be opened.
  package init(
    _ experiment: Experiment, in directory: RunDirectory, record: RunRecord, observer: any RunObserver,
    recorders: RecorderGroup = RecorderGroup(), interrupts: Interrupts
  ) throws {
    (self.experiment, self.directory, self.record) = (experiment, directory, record)
    (self.observer, self.recorders, self.interrupts) = (observer, recorders, interrupts)
    metrics = try MetricsLog(directory)
    log = try RunLog(directory)
    step = TrainingStep(experiment)
    state = TrainingState(sums: EpochSums(exits: experiment.network.heads.count), threads: LibTorch.threads)
  }

  private var recipe: Recipe { experiment.recipe }

  // MARK: - Beginning

  /// Takes up the latest checkpoint that is whole; a run without one begins anew.
  ///
  /// - Throws: ``NoCheckpoint`` when none is whole and the run began from the weights of another one.
  package func takeUpLatestCheckpoint() throws {
    Checkpoint.removeLeftovers(in: directory.checkpoints)
    let checkpoint = try restoreLatest()
    // A killed process may not have come to what follows a checkpoint: the links, the record.
    try metrics.truncate(to: state.metricsLength)
    if let checkpoint {
      if try metrics.syncedLength() < state.metricsLength {
        note("metrics.jsonl is shorter than it was at \(checkpoint.name): what is missing stays missing")
      }
      try link(checkpoint)
    }
    try writeRecord()
  }

  /// - Returns: the checkpoint that the experiment now stands at; `nil` when there is none.
  private func restoreLatest() throws -> Checkpoint? {
    let all = Checkpoint.all(in: directory.checkpoints)
    for (index, checkpoint) in all.enumerated() {
      do {
        try restore(checkpoint)
        return checkpoint
      } catch let error as CheckpointDamaged {
        note("\(error); " + (index + 1 < all.count ? "falling back to \(all[index + 1].name)" : "no other is left"))
        try checkpoint.setAside()
      }
    }
    if let parent = record.parent { throw NoCheckpoint(parent: parent) }
    try experiment.takePretrainedWeights()
    note("there is no checkpoint to go on from: the run begins anew")
    return nil
  }

  private func restore(_ checkpoint: Checkpoint) throws {
    let saved = try checkpoint.restore(experiment)
    let threads = state.threads
    if saved.threads != threads {
      note(
        "the number of threads was \(saved.threads) and is now \(threads): "
          + "the weights will not be byte-equal to those of a run left alone")
    }
    state = saved
    state.threads = threads
    // After falling back, the best checkpoint of then may have made room for a later one.
    if let best = state.best, best.checkpoint != checkpoint.name,
      !FileManager.default.fileExists(atPath: "\(directory.checkpoints)/\(best.checkpoint)")
    {
      state.best = nil
    }
  }

  /// Trains up to the recipe's last epoch.
  ///
  /// - Throws: ``NonFiniteLoss``, ``NonFiniteGradient`` and ``NonFiniteWeights`` with the last good checkpoint left as it is.
  package func train() throws -> Ending {
    let opening = RunOpening(
      directory: directory, recipe: recipe,
      costs: try ExitCosts(of: experiment.network, input: experiment.dataset.shape, strategy: experiment.strategy),
      samples: Dictionary(
        uniqueKeysWithValues: Split.allCases.map { ($0, experiment.dataset.count(of: $0)) }),
      stepsPerEpoch: experiment.stepsPerEpoch, epoch: state.epoch, step: state.step, device: experiment.device,
      threads: LibTorch.threads)
    observer.runOpened(opening)
    table = try MetricsTable(directory, epochs: state.epoch)
    if recipe.record.conflict.every > 0, state.stepInEpoch > 0 { readConflict() }
    recorders.tell { try $0.runOpened(opening, of: experiment) }
    let samples = experiment.dataset.count(of: .train)
    if recipe.train.batchSize > samples {
      let found = samples == 1 ? "is 1 training sample" : "are \(samples) training samples"
      note("train.batch-size is \(recipe.train.batchSize), but there \(found): an epoch is one step")
    }
    try log.write("training from step \(state.step), epoch \(state.epoch + 1) of \(recipe.train.epochs)")
    while state.epoch < recipe.train.epochs {
      if let interruption = try trainEpoch() { return try pause(interruption) }
    }
    return .finished
  }

  /// Takes up what the process before measured in the epoch under way.
  private func readConflict() {
    let epoch = state.epoch + 1
    MetricsReader(directory).forEach(where: \.isOfConflict) { if $0.epoch == epoch { conflict.add($0) } }
  }

  private func note(_ text: String) {
    observer.noted(text)
    try? log.write(text)
  }

  // MARK: - Epochs and steps

  /// Trains the rest of the epoch under way and closes it.
  ///
  /// - Returns: what stopped it, if anything did.
  private func trainEpoch() throws -> Interruption? {
    let clock = ContinuousClock()
    var begun = clock.now
    var processor = ProcessorStopwatch()
    let phases = experiment.phases(of: state.epoch)
    let steps = experiment.stepsPerPhase
    while state.stepInEpoch < phases.count * steps {
      let phase = state.stepInEpoch / steps
      let batches = TrainingBatches(experiment, epoch: state.epoch, phase: phase, start: state.stepInEpoch % steps)
      var waited = 0.0
      while let next = try batches.next() {
        try take(next, in: phase, of: phases, waited: batches.waited - waited)
        waited = batches.waited
        begun = clock.now
        state.sums.processorSeconds? += processor.lap()
        if let interruption = interrupts.interruption { return interruption }
      }
    }
    guard try closeEpoch(since: begun, processor, stepsPerPhase: steps) else { return interrupts.interruption }
    return nil
  }

  private func take(_ batches: [Batch], in phase: Int, of phases: [EpochPhase], waited: Double) throws {
    let steps = experiment.stepsPerPhase
    let progress = TrainingProgress(
      epoch: state.epoch, epochs: recipe.train.epochs, stepInEpoch: state.stepInEpoch % steps, stepsPerEpoch: steps)
    let position = TrainingStep.Position(step: state.step, phase: phase, progress: progress)
    let level = recipe.record.conflict.measures(state.step) ? recipe.record.conflict.scope : nil
    let result = try step(batches, at: position, measuring: level)
    state.step += 1
    state.stepInEpoch += 1
    state.sums.add(result, waited: waited)
    let begun = ContinuousClock.now
    try record(result.telemetry)
    if position.endsPhase, phases.count > 1 { try closePhase(phases[phase], isLast: phase == phases.count - 1) }
    let report = StepReport(
      epoch: state.epoch, stepInEpoch: state.stepInEpoch, stepsPerEpoch: phases.count * steps,
      waitingShare: state.sums.waitingShare)
    observer.stepEnded(report)
    recorders.tell { try $0.stepEnded(report) }
    recordingSeconds += begun.duration(to: .now).seconds
  }

  /// Writes what the steps of one of several phases came to.
  private func closePhase(_ phase: EpochPhase, isLast: Bool) throws {
    func lines(_ name: MetricName, _ values: [Double]) -> [Metric] {
      values.enumerated().map { exit, value in
        Metric(
          step: state.step, epoch: state.epoch + 1, split: .phase, exit: exit + 1, name: name.inPhase(phase.name),
          value: value)
      }
    }
    try append(lines(.loss, state.sums.meanLosses) + lines(.top1, state.sums.accuracies))
    if !isLast { state.sums.beginPhase() }
  }

  /// Writes what a single step measured: the strategy's reports and the conflict of gradients.
  private func record(_ telemetry: StepTelemetry) throws {
    let reports = telemetry.reports.map { report in
      Metric(
        step: state.step, epoch: state.epoch + 1, split: .step, name: .strategy(report.name), value: report.value)
    }
    let lines = reports + ConflictMetrics(step: state.step, epoch: state.epoch + 1).lines(of: telemetry)
    if !lines.isEmpty { try append(lines) }
  }

  /// Writes numbers down, and tells everybody who makes something of them.
  private func append(_ lines: [Metric]) throws {
    try metrics.append(lines)
    table?.add(lines)
    for line in lines { conflict.add(line) }
    recorders.tell { try $0.measured(lines) }
  }

  // MARK: - Closing an epoch

  /// Validates, records and saves.
  ///
  /// - Returns: false when it was asked to stop before the epoch was closed.
  private func closeEpoch(
    since begun: ContinuousClock.Instant, _ processor: ProcessorStopwatch, stepsPerPhase: Int
  ) throws -> Bool {
    var validation: ExitAccuracy?
    guard try validate(&validation) else { return false }
    try experiment.strategy.epochEnded(
      EpochSummary(epoch: state.epoch, epochs: recipe.train.epochs, losses: state.sums.meanLosses))

    let report = report(validation, since: begun, processor, stepsPerPhase: stepsPerPhase)
    let measured = ContinuousClock.now
    try append(lines(of: report, sums: state.sums))
    // Before the checkpoint closes the epoch: what a killed process had not drawn, the resumed one draws.
    recorders.tell { try $0.epochEnded(report) }
    count(report)
    // Without a validation split every epoch counts as the best so far, and is no reason to save.
    let isImproved = report.isBest && validation != nil
    let isLast = report.epoch == recipe.train.epochs
    if isImproved || isLast || report.epoch % recipe.record.checkpoints.every == 0 { try save() }
    try table?.endEpoch(report.epoch)
    recordingSeconds = measured.duration(to: .now).seconds
    try writeRecord()
    try log.write(
      "epoch \(report.epoch) ended: loss \(report.losses.reduce(0, +))"
        + (validation.map { ", mean validation accuracy \($0.mean)" } ?? "") + (report.isBest ? ", best so far" : ""))
    observer.epochEnded(report)
    recorders.tell { try $0.epochClosed(report) }
    recordingSeconds = measured.duration(to: .now).seconds
    return true
  }

  /// Measures the exits on the validation split, if there is one.
  ///
  /// - Returns: false when it was asked to stop on the way.
  /// - Throws: ``NonFiniteLoss``.
  private func validate(_ validation: inout ExitAccuracy?) throws -> Bool {
    guard experiment.dataset.count(of: .validation) > 0 else { return true }
    let evaluator = Evaluator(experiment)
    guard let logits = try evaluator.logits(on: .validation, isInterrupted: { interrupts.interruption != nil }) else {
      return false
    }
    let accuracy = try ExitAccuracy(of: logits)
    if let exit = accuracy.loss.firstIndex(where: { !$0.isFinite }) {
      throw NonFiniteLoss(
        exit: exit, step: state.step - 1, epoch: state.epoch, losses: accuracy.loss, isOfValidation: true)
    }
    validation = accuracy
    return true
  }

  /// What the epoch that ends now came to.
  private func report(
    _ validation: ExitAccuracy?, since begun: ContinuousClock.Instant, _ processor: ProcessorStopwatch,
    stepsPerPhase: Int
  ) -> EpochReport {
    var processor = processor
    let sums = state.sums
    let lastStep = TrainingProgress(
      epoch: state.epoch, epochs: recipe.train.epochs, stepInEpoch: max(stepsPerPhase - 1, 0),
      stepsPerEpoch: stepsPerPhase)
    return EpochReport(
      epoch: state.epoch + 1, epochs: recipe.train.epochs, step: state.step,
      learningRate: experiment.optimizer.learningRate * experiment.schedule.factor(at: lastStep),
      losses: sums.meanLosses, trainingAccuracy: sums.accuracies, validation: validation,
      isBest: validation.map { $0.mean > state.best?.accuracy ?? -1 } ?? true, imagesPerSecond: sums.imagesPerSecond,
      waitingShare: sums.waitingShare, seconds: sums.seconds.total + (ContinuousClock().now - begun).seconds,
      processorSeconds: sums.processorSeconds.map { $0 + processor.lap() }, recordingSeconds: recordingSeconds)
  }

  /// Goes on to the next epoch.
  private func count(_ report: EpochReport) {
    state.epoch += 1
    state.stepInEpoch = 0
    state.sums = EpochSums(exits: experiment.network.heads.count)
    if report.isBest {
      state.best = TrainingState.Best(
        epoch: state.epoch, accuracy: report.validation?.mean, checkpoint: Checkpoint.name(at: state.step))
    }
    state.seconds += report.seconds
    state.processorSeconds = state.processorSeconds.flatMap { earlier in report.processorSeconds.map { earlier + $0 } }
    state.recordingSeconds = state.recordingSeconds.map { $0 + report.recordingSeconds }
    recordingSeconds = 0
    conflict = ConflictHistory()
  }

  private func lines(of report: EpochReport, sums: EpochSums) -> [Metric] {
    func metric(_ split: MetricSplit, _ exit: Int?, _ name: MetricName, _ value: Double) -> Metric {
      Metric(
        step: state.step, epoch: report.epoch, split: split, exit: exit.map { $0 + 1 }, name: name, value: value)
    }
    var lines = report.losses.enumerated().map { metric(.train, $0, .loss, $1) }
    lines += report.trainingAccuracy.enumerated().map { metric(.train, $0, .top1, $1) }
    if let validation = report.validation {
      lines += Metric.lines(of: validation, split: .validation, step: state.step, epoch: report.epoch)
    }
    lines += [
      metric(.run, nil, .learningRate, report.learningRate),
      metric(.run, nil, .imagesPerSecond, report.imagesPerSecond),
      metric(.run, nil, .waitingShare, report.waitingShare),
      metric(.run, nil, .forwardSeconds, sums.seconds.forward),
      metric(.run, nil, .backwardSeconds, sums.seconds.backward),
      metric(.run, nil, .selectionSeconds, sums.selection),
      metric(.run, nil, .optimizerSeconds, sums.seconds.optimizer),
      metric(.run, nil, .epochSeconds, report.seconds),
    ]
    if let seconds = report.processorSeconds { lines.append(metric(.run, nil, .processorSeconds, seconds)) }
    lines += [
      metric(.run, nil, .recordingSeconds, report.recordingSeconds),
      metric(.run, nil, .peakMemory, Double(PeakMemory.bytes)),
    ]
    if sums.solver.total > 0 {
      lines += [
        metric(.train, nil, .solverConverged, Double(sums.solver.converged)),
        metric(.train, nil, .solverFallback, Double(sums.solver.fallback)),
        metric(.train, nil, .solverUndefined, Double(sums.solver.undefined)),
      ]
    }
    return lines + conflict.summary(of: report.epoch, step: state.step)
  }

  // MARK: - Saving

  private func save() throws {
    // The last good checkpoint must stay the last; where a running variance is infinite, losses may still be numbers.
    let scope = experiment.network.scope
    guard try innerProducts(of: [(scope.parameters + scope.buffers).map(\.value)])[0].isFinite else {
      throw NonFiniteWeights(step: state.step - 1, epoch: state.stepInEpoch == 0 ? state.epoch - 1 : state.epoch)
    }
    state.metricsLength = try metrics.syncedLength()
    let checkpoint = try Checkpoint.write(experiment, state: state, in: directory.checkpoints)
    try link(checkpoint)
    let kept = Checkpoint.all(in: directory.checkpoints)
    for old in kept.dropFirst(recipe.record.checkpoints.keep) where old.name != state.best?.checkpoint {
      try? FileManager.default.removeItem(atPath: old.path)
    }
  }

  /// Makes `last` and `best` point to the checkpoints that the state means.
  private func link(_ last: Checkpoint) throws {
    try DurableFile.link(directory.checkpoints + "/last", to: last.name)
    let best = state.best?.accuracy == nil ? last.name : state.best?.checkpoint ?? last.name
    try DurableFile.link(directory.checkpoints + "/best", to: best)
  }

  private func writeRecord() throws {
    (record.epoch, record.step, record.best, record.updated) = (state.epoch, state.step, state.best?.accuracy, .now)
    (record.seconds, record.processorSeconds) = (state.seconds, state.processorSeconds)
    record.recordingSeconds = state.recordingSeconds.map { $0 + recordingSeconds }
    try directory.write(record)
  }

  private func pause(_ interruption: Interruption) throws -> Ending {
    try save()
    record.state = .paused
    try writeRecord()
    try log.write("paused by \(interruption) after step \(state.step)")
    return .interrupted(interruption)
  }
}

extension Metric {
  /// The lines that an evaluation of all exits writes.
  package static func lines(of accuracy: ExitAccuracy, split: MetricSplit, step: Int, epoch: Int) -> [Metric] {
    func metric(_ exit: Int?, _ name: MetricName, _ value: Double) -> Metric {
      Metric(step: step, epoch: epoch, split: split, exit: exit.map { $0 + 1 }, name: name, value: value)
    }
    return accuracy.top1.indices.flatMap { exit in
      [
        metric(exit, .top1, accuracy.top1[exit]), metric(exit, .top5, accuracy.top5[exit]),
        metric(exit, .loss, accuracy.loss[exit]),
      ]
    } + [metric(nil, .meanTop1, accuracy.mean), metric(nil, .ensembleTop1, accuracy.ensemble)]
  }
}

/// A run that began from another run's weights and has no checkpoint left to go on from.
package struct NoCheckpoint: StatusedError, CustomStringConvertible, Equatable {
  /// The weights that it began from.
  package let parent: String

  package var description: String { "it has no checkpoint that is whole, and it began from \(parent)" }

  package var exitStatus: ExitStatus { .badInput }
}
