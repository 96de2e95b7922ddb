import ArgumentParser
import Comparison
import Foundation
import Recipes
import Recorders
import Sessions
import Sweeps
import Training
import WorkbenchCore

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train and evaluate a recipe, or a sweep of several, each run in a directory of its own.",
    discussion: """
      Trains, evaluates the best checkpoint on the test split, and prints the run's directory as its last line.

        workbench run dfs-msdnet strategy.beta=0.7 train.epochs=3

      Several values of a key, or several seeds, make a sweep: one run for each combination.

        workbench run dfs-msdnet strategy=sum,pcgrad,dfs --seeds 1..5 -j 2
      """)

  @OptionGroup var arguments: PlanArguments
  @OptionGroup var runs: RunsFolder

  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: "How many runs of a sweep go on at the same time; they share the cores.")
  var jobs = 1

  @Flag(
    help: "Build everything, take two steps, write and read a checkpoint, report the run's needs, and keep nothing.")
  var dryRun = false

  @Option(
    name: .customLong("from"), help: "Start from the weights of another run: RUN, RUN:best, RUN:last.",
    completion: .weights)
  var weights: String?

  @OptionGroup var time: TimeLimitOption

  func validate() throws {
    if jobs < 1 { throw ValidationError("'-j \(jobs)': at least one run goes on at a time") }
  }

  func run() throws {
    let registry = try Registry.linked()
    let plan = try arguments.plan(with: registry)
    let start = try weights.map { try RunWeights.find($0, in: runs.path) }
    switch plan {
    case .run(let recipe) where dryRun: try Rehearsal(recipe, registry: registry, in: runs.path, weights: start).show()
    case .run(let recipe): try run(recipe, registry: registry, weights: start)
    case .sweep(let sweep) where dryRun: try rehearse(sweep, registry: registry, weights: start)
    case .sweep(let sweep): try run(sweep, registry: registry, weights: start)
    }
  }

  private func run(_ recipe: Recipe, registry: Registry, weights: RunWeights?) throws {
    let interrupts = Interrupts.shownOnTerminal(time)
    var session = try RunSession(
      starting: recipe, registry: registry, in: runs.path, command: CommandLine.arguments, weights: weights,
      checkout: Checkout.folder, observer: TerminalProgress(),
      recorders: standardRecorders(RecipeReading(registry)), interrupts: interrupts)
    try RunEnding.report(try session.carryOut(), of: session.directory)
  }

  private func run(_ plan: SweepPlan, registry: Registry, weights: RunWeights?) throws {
    let workers = WorkerGroup()
    let interrupts = Interrupts.shownOnTerminal(time, workers: workers)
    let launch = try SweepLaunch(
      plan, registry: registry, in: runs.path, jobs: jobs, weights: weights, command: CommandLine.arguments)
    let session = try SweepSession(
      launch.directory, observer: SweepProgress(), interrupts: interrupts, group: workers)
    try SweepEnding.report(try session.carryOut(), of: session.directory)
  }

  /// Rehearses every variant with its first seed.
  private func rehearse(_ plan: SweepPlan, registry: Registry, weights: RunWeights?) throws {
    var known: Set<String> = []
    for member in plan.members where known.insert(member.variant).inserted {
      try StandardOutput.print(
        "\(known.count == 1 ? "" : "\n")run \(member.number) of \(plan.members.count), \(member.variant)")
      try Rehearsal(member.recipe, registry: registry, in: runs.path, weights: weights).show()
    }
  }
}
