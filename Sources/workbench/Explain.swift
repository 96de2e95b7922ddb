import ArgumentParser
import Foundation
import Runs
import WorkbenchCore

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print every value of a recipe with where it comes from, and what follows from them.")

  @OptionGroup var arguments: PlanArguments
  @Flag(help: "Print the resolved recipe as YAML instead.")
  var yaml = false

  func run() throws {
    let registry = try Registry.linked()
    switch try arguments.plan(with: registry) {
    case .run(let recipe): try explain(recipe, registry: registry)
    case .sweep(let sweep):
      guard !yaml else {
        throw ValidationError("--yaml prints one recipe, and this is a sweep of \(sweep.members.count)")
      }
      list(sweep)
      print("\nvalues of run 1\n")
      try explain(sweep.members[0].recipe, registry: registry)
    }
  }

  private func list(_ sweep: SweepPlan) {
    let size = "\(Figures.count(sweep.variantCount, "variant")), \(Figures.count(sweep.seeds.count, "seed"))"
    print("sweep of \(sweep.members.count) runs (\(size)), which begin in this order\n")
    let width = sweep.members.map(\.variant.count).max() ?? 0
    for member in sweep.members {
      print("\(member.number)".padded(left: 4) + "  \(member.variant.padded(right: width))  seed \(member.recipe.seed)")
    }
  }

  private func explain(_ recipe: Recipe, registry: Registry) throws {
    if yaml { return print(recipe.resolvedYAML, terminator: "") }
    let width = recipe.entries.map(\.path.count).max() ?? 0
    let values = recipe.entries.map(\.value.count).max() ?? 0
    for entry in recipe.entries {
      print(
        entry.path.padded(right: width) + "  " + entry.value.padded(right: min(values, 24)) + "  "
          + Terminal.dim("\(entry.origin)"))
    }
    if let published = PublishedComparison(recipe) { print("\n" + published.text) }
    print()
    print(try RecipeFacts(recipe, registry: registry).text)
  }
}

/// What follows from a recipe: exits, shapes, costs, steps, memory.
struct RecipeFacts {
  let text: String

  init(_ recipe: Recipe, registry: Registry) throws {
    let experiment = try Experiment(recipe, registry: registry)
    let network = experiment.network
    let dataset = experiment.dataset
    let pretrained = try experiment.takePretrainedWeights()
    let costs = try ExitCosts(of: network, input: dataset.shape, strategy: experiment.strategy)
    func cells(_ parts: [String]) -> String {
      zip(parts, [6, 7, 13, 13, 12, 10, 13]).map { $0.padded(left: $1) }.joined()
    }
    var lines = ["derived", cells(["exit", "block", "features", "shared/own", "parameters", "MACs", "activations"])]
    for exit in network.exits {
      let block = network.stages[exit.index].upperBound
      let coarsest = network.backbone.blocks[block - 1][network.backbone.blocks[block - 1].count - 1]
      let shared = experiment.strategy.sharedChannels(of: coarsest.channels, at: exit)
      lines.append(
        cells([
          "\(exit.number)", "\(block)", "\(coarsest.channels)x\(coarsest.height)x\(coarsest.width)",
          shared.map { "\($0)/\(coarsest.channels - $0)" } ?? "-", Figures.large(Double(costs.parameters[exit.index])),
          Figures.large(Double(costs.multiplyAccumulates[exit.index])),
          Figures.large(costs.activationBytesToExit[exit.index], "B"),
        ]))
    }
    let stepsPerEpoch = experiment.stepsPerEpoch
    let weights = costs.totalParameters * network.scope.parameters[0].value.type.byteCount
    let memory = 4 * weights + 2 * recipe.train.batchSize * costs.activationBytes
    lines += [
      "",
      "  parameters     \(costs.totalParameters)",
    ]
    if let pretrained { lines.append("  weights        \(pretrained.summary)") }
    lines += [
      "  samples        " + Split.allCases.map { "\($0.rawValue) \(dataset.count(of: $0))" }.joined(separator: ", "),
      "  steps          \(recipe.train.epochs) epochs × \(stepsPerEpoch) = \(recipe.train.epochs * stepsPerEpoch)",
    ]
    let phases = experiment.phases(of: 0)
    if phases.count > 1 {
      let names = phases.map(\.name).joined(separator: ", ")
      lines.append("  phases         \(names): an epoch is \(phases.count) passes of \(experiment.stepsPerPhase) steps")
    }
    lines += recipe.strategies.map {
      "  strategy       \($0.name): \(registry.strategies[$0.name]?.summary ?? "")"
    }
    lines += [
      "  training MACs  \(Figures.large(Double(costs.trainingMultiplyAccumulates))) for each image"
        + (costs.skippedMultiplyAccumulates > 0
          ? ", of which stopped channels save \(Figures.percent(costs.skippedShare)) %" : ""),
      "  update         \(CombinedScale(of: recipe.strategies.compactMap { registry.strategies[$0.name] }, recipe.combination))",
      "  memory         about \(memory.megabytes) for weights, gradients, momentum and activations",
      "  disk           up to \(DiskNeed(of: experiment).total.megabytes)",
      "  device         \(experiment.device)",
      "",
      "  MACs: multiply-accumulates of one image on the way to an exit and in its head;",
      "  activations: bytes of what convolutions, linear maps and attention give there.",
    ]
    text = lines.joined(separator: "\n")
  }
}
