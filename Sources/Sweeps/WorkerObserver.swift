import Foundation
import Training

/// The worker's side: tells the process that carries the sweep out how the run goes, and ends when that one is gone.
package final class WorkerObserver: RunObserver {
  private let clock = ContinuousClock()
  private var report = WorkerReport(step: 0, steps: 0, epoch: 0, epochs: 0)
  private var lastSent: ContinuousClock.Instant?

  /// Asks the run to stop, as SIGTERM would, when standard input ends: its other end is held by the process that carries the
  /// sweep out, and closed by the kernel however that one ends.
  package init(stopping interrupts: Interrupts) {
    // A report that nobody reads any more must not end the process before it has saved.
    signal(SIGPIPE, SIG_IGN)
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count == 0 || count < 0 && errno != EINTR { break }
      }
      interrupts.request(SIGTERM)
    }
  }

  package func runOpened(_ opening: RunOpening) {
    report = WorkerReport(
      step: opening.step, steps: opening.stepsPerEpoch * opening.recipe.train.epochs, epoch: opening.epoch,
      epochs: opening.recipe.train.epochs)
    send(report)
  }

  package func stepEnded(_ step: StepReport) {
    report.step = step.epoch * step.stepsPerEpoch + step.stepInEpoch
    guard clock.now - (lastSent ?? clock.now) > .milliseconds(200) else { return }
    send(report)
  }

  package func epochEnded(_ epoch: EpochReport) {
    report.epoch = epoch.epoch
    if epoch.isBest, let validation = epoch.validation { report.best = validation.mean }
    send(report)
  }

  package func noted(_ text: String) {
    var noted = report
    noted.note = text
    send(noted)
  }

  private func send(_ report: WorkerReport) {
    lastSent = clock.now
    guard var line = try? JSONEncoder().encode(report) else { return }
    line.append(UInt8(ascii: "\n"))
    // A reader that is gone is noticed by the end of standard input.
    line.withUnsafeBytes { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}
