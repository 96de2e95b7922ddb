import ArgumentParser
import Foundation
import Runs
import WorkbenchCore

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Carry out a recipe in a run directory of its own.",
    discussion: """
      Trains, evaluates the best checkpoint on the test split, and prints the run's directory as its last line.

        workbench run dfs-msdnet strategy.beta=0.7 train.epochs=3
      """)

  @OptionGroup var arguments: RecipeArguments
  @OptionGroup var runs: RunsFolder

  @Flag(
    help: "Build everything, take two steps, write and read a checkpoint, say what the run will need, leave nothing.")
  var dryRun = false

  @Option(name: .customLong("from"), help: "Start from the weights of another run: RUN, RUN:best, RUN:last.")
  var weights: String?

  func run() throws {
    let registry = try Registry.linked()
    let recipe = try arguments.load(with: registry)
    let start = try weights.map { try RunWeights.find($0, in: runs.path) }
    if dryRun { return try rehearse(recipe, registry: registry, weights: start) }
    let interrupts = Interrupts.shownOnTerminal()
    let report = ReportWriter(beside: TerminalProgress(), registry: registry)
    defer { report.write() }
    var session = try RunSession(
      starting: recipe, registry: registry, in: runs.path, command: CommandLine.arguments, weights: start,
      checkout: Checkout.folder, observer: report, interrupts: interrupts)
    try RunEnding.report(try session.carryOut(resuming: false), of: session.directory)
  }

  private func rehearse(_ recipe: Recipe, registry: Registry, weights: RunWeights?) throws {
    let rehearsal = try DryRun(recipe, registry: registry, in: runs.path, weights: weights)
    let steps = rehearsal.stepsPerEpoch * rehearsal.epochs
    let seconds = Double(steps) * rehearsal.secondsPerStep
    let taken = rehearsal.steps == 1 ? "one step" : "two steps"
    print("\(recipe.name): everything was built, \(taken) taken, a checkpoint written and read back; nothing was kept")
    print("  steps       \(rehearsal.epochs) epochs × \(rehearsal.stepsPerEpoch) = \(steps)")
    print(
      "  time        about \(Figures.duration(seconds)) of training, from one step of \(String(format: "%.3f", rehearsal.secondsPerStep)) s"
    )
    print("  memory      \(rehearsal.peakMemoryBytes.megabytes) so far")
    print("  checkpoint  \(rehearsal.checkpointBytes.megabytes) each, up to \(rehearsal.diskBytes.megabytes) of disk")
  }
}

struct Resume: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Go on with a run that was paused, failed or lost, in its own directory.",
    discussion: """
      The recipe is the run's own. On the CPU with the same number of threads, a run that was stopped at any moment and \
      resumed ends with the same weights, byte for byte, as one left alone.
      """)

  @Argument(
    help: ArgumentHelp("A run: a path, a prefix of its id or of the id's last part, or @last.", valueName: "run"))
  var target: String
  @OptionGroup var runs: RunsFolder
  @Option(help: "Another number of threads; the result is then no longer byte-equal.")
  var threads: Int?

  func run() throws {
    let registry = try Registry.linked()
    let directory = try RunDirectory.find(target, in: runs.path)
    let interrupts = Interrupts.shownOnTerminal()
    let report = ReportWriter(beside: TerminalProgress(), registry: registry)
    defer { report.write() }
    do {
      var session = try RunSession(
        resuming: directory, registry: registry, command: CommandLine.arguments, threads: threads,
        observer: report, interrupts: interrupts)
      try RunEnding.report(try session.carryOut(resuming: true), of: directory)
    } catch let done as AlreadyFinished {
      print(done)
    }
  }
}

extension RunWeights {
  /// The weights that a user names: `RUN` (its best) or `RUN:WHICH`.
  static func find(_ name: String, in parent: String) throws -> RunWeights {
    // A run's path may hold a colon itself.
    guard let colon = name.lastIndex(of: ":"), (try? RunDirectory.find(name, in: parent)) == nil else {
      return try RunWeights(of: RunDirectory.find(name, in: parent), "best")
    }
    let which = String(name[name.index(after: colon)...])
    return try RunWeights(of: RunDirectory.find(String(name[..<colon]), in: parent), which)
  }
}
