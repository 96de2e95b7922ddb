import Foundation
import Runs
import WorkbenchCore

/// Shows a run on standard error: a bar that is redrawn on a terminal, plain lines elsewhere, one settled line per epoch.
final class TerminalProgress: RunObserver {
  private let clock = ContinuousClock()
  private var opening: RunOpening?
  private var begun: ContinuousClock.Instant?
  private var lastDrawn: ContinuousClock.Instant?
  private var firstStep: (step: Int, at: ContinuousClock.Instant)?
  private var barIsShown = false

  // MARK: - Beginning

  func runOpened(_ opening: RunOpening) {
    self.opening = opening
    begun = clock.now
    let recipe = opening.recipe
    let strategies = recipe.strategies.map(\.name).joined(separator: " + ")
    let sizes = Split.allCases.map { "\(opening.samples[$0] ?? 0)" }.joined(separator: "/")
    let exits = opening.costs.multiplyAccumulates
    line(
      "\(Terminal.bold(recipe.name)) · \(recipe.backbone.name), \(exits.count) exits · \(recipe.data.name) \(sizes) · "
        + "\(strategies) · seed \(recipe.seed) · \(opening.device) ×\(opening.threads)")
    line("  run    \(opening.directory.path)")
    line(
      "  model  \(Figures.large(Double(opening.costs.totalParameters)))parameters · MACs of the way to each exit: "
        + exits.map { Figures.large(Double($0)) }.joined(separator: "  "))
    if opening.costs.skippedMultiplyAccumulates > 0 {
      line("         stopped channels save \(Figures.percent(opening.costs.skippedShare)) % of a training step's MACs")
    }
    line("  train  \(recipe.train.epochs) epochs × \(opening.stepsPerEpoch) steps of \(recipe.train.batchSize)")
    if opening.step > 0 { line("  going on after epoch \(opening.epoch), step \(opening.step)") }
    line()
    line(header(exits: exits.count))
  }

  private func header(exits: Int) -> String {
    let columns = (1...exits).map { (exits > 5 ? "\($0)" : "exit \($0)").padded(left: 7) }.joined()
    return Terminal.dim(" epoch   loss" + columns + "   mean" + (exits > 5 ? "" : "      rate   img/s  data"))
  }

  // MARK: - Going on

  func stepEnded(_ step: StepReport) {
    let now = clock.now
    if firstStep == nil { firstStep = (step.epoch * step.stepsPerEpoch + step.stepInEpoch, now) }
    let pause: Duration = Terminal.isInteractive ? .milliseconds(200) : .seconds(30)
    guard now - (lastDrawn ?? begun ?? now) > pause else { return }
    lastDrawn = now
    let (speed, remaining) = estimate(step, at: now)
    let share = Double(step.stepInEpoch) / Double(step.stepsPerEpoch)
    let facts =
      "\(Figures.roundPercent(share))  \(step.stepInEpoch)/\(step.stepsPerEpoch) · \(String(format: "%.0f", speed)) img/s"
      + " · data \(Figures.roundPercent(step.waitingShare)) · eta \(Figures.duration(remaining))"
    if Terminal.isInteractive {
      let number = "\(step.epoch + 1)".padded(left: 6)
      let room = max(10, min(30, Terminal.width - number.count - facts.count - 4))
      let filled = Int((share * Double(room)).rounded(.down))
      let bar = String(repeating: "━", count: filled) + Terminal.dim(String(repeating: "─", count: room - filled))
      Terminal.write("\r\u{1B}[K\(number)  \(bar)  \(facts)")
      barIsShown = true
    } else {
      line("epoch \(step.epoch + 1): \(facts)")
    }
  }

  /// Images per second, and the seconds that the run still needs.
  private func estimate(_ step: StepReport, at now: ContinuousClock.Instant) -> (speed: Double, remaining: Double) {
    guard let opening, let firstStep else { return (0, 0) }
    let done = step.epoch * step.stepsPerEpoch + step.stepInEpoch
    let taken = done - firstStep.step
    let elapsed = now - firstStep.at
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    guard taken > 0, seconds > 0 else { return (0, 0) }
    let perStep = seconds / Double(taken)
    let total = opening.recipe.train.epochs * step.stepsPerEpoch
    return (Double(opening.recipe.train.batchSize) / perStep, Double(total - done) * perStep)
  }

  func epochEnded(_ epoch: EpochReport) {
    let accuracies = epoch.validation?.top1 ?? epoch.trainingAccuracy
    let mean = accuracies.reduce(0, +) / Double(max(accuracies.count, 1))
    var text = "\(epoch.epoch)".padded(left: 6)
    text += String(format: "%.3f", epoch.losses.reduce(0, +)).padded(left: 7)
    text += accuracies.map { Figures.percent($0).padded(left: 7) }.joined()
    text += Figures.percent(mean).padded(left: 7) + (epoch.isBest ? "*" : " ")
    if accuracies.count <= 5 {
      text += Figures.rate(epoch.learningRate).padded(left: 9)
      text += String(format: "%.0f", epoch.imagesPerSecond).padded(left: 8)
      text += Figures.roundPercent(epoch.waitingShare).padded(left: 6)
    }
    line(text)
  }

  func noted(_ text: String) { line("note: \(text)") }

  private func line(_ text: String = "") {
    if barIsShown {
      Terminal.write("\r\u{1B}[K")
      barIsShown = false
    }
    Terminal.printLine(text)
  }
}
