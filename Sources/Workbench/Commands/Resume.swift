import ArgumentParser
import Comparison
import Foundation
import Recorders
import RunFiles
import Sessions
import Settings
import Sweeps
import Training
import WorkbenchCore

struct Resume: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Continue a run that was paused, failed or lost, in its own directory, or what is left of a sweep.",
    discussion: """
      The recipe is the run's own. On the CPU with the same number of threads, a run that was stopped at any moment and \
      resumed ends with the same weights, byte for byte, as one that was never interrupted.
      """)

  @Argument(
    help: ArgumentHelp(
      "A run or a sweep: a path, a prefix of its id or of the id's last part, @last, @sweep.", valueName: "run"),
    completion: .runsAndSweeps)
  var target: String
  @Argument(help: .hidden)
  var values: [String] = []
  @OptionGroup var runs: RunsFolder
  @Option(help: "Use this many threads; with another number than before, the result is no longer the same to the byte.")
  var threads: Int?
  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: "How many runs of a sweep go on at the same time; by default as many as before.")
  var jobs: Int?
  @OptionGroup var time: TimeLimitOption
  @Flag(help: .hidden)
  var worker = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("'-j \(jobs)': at least one run goes on at a time") }
    guard let value = values.first else { return }
    guard value.contains("=") else { throw ValidationError("resume takes one run or sweep, and '\(value)' is another") }
    throw ValidationError(
      "a run goes on with the recipe that it began with, so '\(value)' cannot change it; for a new run from its weights: "
        + "workbench run RECIPE \(value.quotedForShell) --from \(target.quotedForShell)")
  }

  func run() throws {
    do {
      switch try RunTarget.find(target, in: runs.path) {
      case .run(let directory) where worker: try work(on: directory)
      case .run(let directory): try resume(directory)
      case .sweep(let directory): try resume(directory)
      }
    } catch let done as AlreadyFinished {
      // Another process may have finished the run before a worker began.
      if !worker { try StandardOutput.print("\(done)") }
    }
  }

  private func resume(_ directory: RunDirectory) throws {
    let interrupts = Interrupts.shownOnTerminal(time)
    let registry = try Registry.linked()
    var session = try RunSession(
      resuming: directory, registry: registry, command: CommandLine.arguments, threads: threads,
      checkout: Checkout.folder, observer: TerminalProgress(),
      recorders: standardRecorders(RecipeReading(registry)), interrupts: interrupts)
    try RunEnding.report(try session.carryOut(), of: directory)
  }

  private func resume(_ directory: SweepDirectory) throws {
    let workers = WorkerGroup()
    let interrupts = Interrupts.shownOnTerminal(time, workers: workers)
    let session = try SweepSession(
      directory, jobs: jobs, command: CommandLine.arguments, options: threads.map { ["--threads", "\($0)"] } ?? [],
      observer: SweepProgress(), interrupts: interrupts, group: workers)
    try SweepEnding.report(try session.carryOut(), of: directory)
  }

  /// Carries a member out for the process that carries its sweep out.
  private func work(on directory: RunDirectory) throws {
    let interrupts = Interrupts.silent()
    let registry = try Registry.linked()
    var session = try RunSession(
      resuming: directory, registry: registry, command: CommandLine.arguments, threads: threads,
      checkout: Checkout.folder, observer: WorkerObserver(stopping: interrupts),
      recorders: standardRecorders(RecipeReading(registry)), interrupts: interrupts)
    if case .interrupted(let interruption) = try session.carryOut() { throw ExitCode(interruption.exitStatus) }
  }
}
