import Foundation
import Reports
import Settings
import Training
import WorkbenchCore

/// Shows a run on standard error: a bar that is redrawn on a terminal, plain lines elsewhere, one settled line per epoch.
final class TerminalProgress: RunObserver {
  private let clock = ContinuousClock()
  private let pause = Terminal.progressPause(plain: .seconds(30))
  private var opening: RunOpening?
  private var begun: ContinuousClock.Instant?
  private var lastDrawn: ContinuousClock.Instant?
  private var firstStep: (step: Int, at: ContinuousClock.Instant)?

  // MARK: - Beginning

  func runOpened(_ opening: RunOpening) {
    self.opening = opening
    begun = clock.now
    let recipe = opening.recipe
    let strategies = recipe.strategies.map(\.name).joined(separator: " + ")
    let sizes = Split.allCases.map { "\(opening.samples[$0] ?? 0)" }.joined(separator: "/")
    let exits = opening.costs.multiplyAccumulates
    line(
      "\(Terminal.errors.bold(recipe.name)) · \(recipe.backbone.name), \(exits.count) exits · \(recipe.data.name) \(sizes) · "
        + "\(strategies) · seed \(recipe.seed) · \(opening.device) ×\(opening.threads)")
    line("  run    \(opening.directory.path)")
    line(
      "  model  \(FigureText.large(Double(opening.costs.totalParameters))) parameters · MACs to each exit: "
        + Self.series(exits.map { FigureText.large(Double($0)) }, room: 80 - 45))
    if opening.costs.skippedMultiplyAccumulates > 0 {
      line(
        "         stopped channels save \(FigureText.percent(opening.costs.skippedShare)) % of a training step's MACs")
    }
    line(
      "  train  \(FigureText.count(recipe.train.epochs, "epoch")) × \(FigureText.count(opening.stepsPerEpoch, "step")) of "
        + "\(FigureText.count(recipe.train.batchSize, "image"))")
    if opening.step > 0 {
      line("  going on after \(FigureText.count(opening.epoch, "epoch")) and \(FigureText.count(opening.step, "step"))")
    }
    let split = opening.samples[.validation] ?? 0 > 0 ? "validation split" : "training batches"
    line("  shown  top-1 % of each exit on the \(split), * best mean so far")
    line()
    line(header(exits: exits.count))
  }

  private func header(exits: Int) -> String {
    let columns = EpochColumns(exits: exits)
    let names = (1...exits).map { columns.exitWidth < 7 ? "\($0)" : "exit \($0)" }
    return Terminal.errors.dim(
      columns.table.line(["epoch", "loss"] + names + ["mean", ""] + columns.facts.map(\.name)))
  }

  /// The values in one line, or the first and the last where there is no room for all.
  private static func series(_ values: [String], room: Int) -> String {
    let whole = values.joined(separator: "  ")
    guard whole.count > room, let first = values.first, let last = values.last else { return whole }
    return "\(first) … \(last)"
  }

  // MARK: - Going on

  func stepEnded(_ step: StepReport) {
    let now = clock.now
    if firstStep == nil { firstStep = (step.epoch * step.stepsPerEpoch + step.stepInEpoch, now) }
    guard now - (lastDrawn ?? begun ?? now) > pause else { return }
    guard let (speed, remaining) = estimate(step, at: now) else { return }
    lastDrawn = now
    let share = Double(step.stepInEpoch) / Double(step.stepsPerEpoch)
    let count = "\(step.stepInEpoch)".padded(left: "\(step.stepsPerEpoch)".count) + "/\(step.stepsPerEpoch)"
    // Of fixed width, so that the bar stands still.
    let facts =
      FigureText.roundPercent(share).padded(left: 5) + "  \(count) · "
      + String(format: "%.0f", speed).padded(left: 4) + " img/s · data "
      + FigureText.roundPercent(step.waitingShare).padded(left: 5) + " · eta "
    let eta = FigureText.duration(remaining)
    guard Terminal.isInteractive else {
      return line("epoch \(step.epoch + 1): " + facts.split(separator: " ").joined(separator: " ") + " " + eta)
    }
    let number = "\(step.epoch + 1)".padded(left: 6)
    // A line as wide as the terminal would wrap; the longest eta has seven characters.
    let room = min(30, Terminal.width - 1 - number.count - 3 - facts.count - 7)
    guard room >= 4 else { return Terminal.showBar("\(number) \(facts)\(eta)".cut(to: Terminal.width - 1)) }
    let filled = Int((share * Double(room)).rounded(.down))
    let bar = String(repeating: "━", count: filled) + Terminal.errors.dim(String(repeating: "─", count: room - filled))
    Terminal.showBar("\(number)  \(bar) \(facts)\(eta)")
  }

  /// Images per second, and the seconds that the run still needs; `nil` after the first step, which also warms up.
  private func estimate(_ step: StepReport, at now: ContinuousClock.Instant) -> (speed: Double, remaining: Double)? {
    guard let opening, let firstStep else { return nil }
    let done = step.epoch * step.stepsPerEpoch + step.stepInEpoch
    let taken = done - firstStep.step
    let seconds = (now - firstStep.at).seconds
    guard taken > 0, seconds > 0 else { return nil }
    let perStep = seconds / Double(taken)
    let total = opening.recipe.train.epochs * step.stepsPerEpoch
    return (Double(opening.recipe.train.batchSize) / perStep, Double(total - done) * perStep)
  }

  func epochEnded(_ epoch: EpochReport) {
    let accuracies = epoch.validation?.top1 ?? epoch.trainingAccuracy
    let mean = accuracies.reduce(0, +) / Double(max(accuracies.count, 1))
    let columns = EpochColumns(exits: accuracies.count)
    line(
      columns.table.line(
        ["\(epoch.epoch)", FigureText.loss(epoch.losses.reduce(0, +))] + accuracies.map { FigureText.percent($0) }
          + [FigureText.percent(mean), epoch.isBest ? "*" : ""] + columns.facts.map { $0.text(epoch) }))
  }

  func noted(_ text: String) { line("note: \(text)") }

  private func line(_ text: String = "") { Terminal.printLine(text) }
}
