import Recipes
import Reports
import RunFiles
import Sessions
import Training
import WorkbenchCore

/// What follows from a recipe: exits, shapes, costs, steps, memory.
struct RecipeFacts: Encodable {
  /// One exit, counted from 1 as its block is.
  struct Exit: Encodable {
    let exit: Int
    let block: Int
    /// The name of the head.
    let head: String
    /// Channels, height and width of the features that its head sees.
    let features: [Int]
    /// Channels that deeper exits train, too; absent where the strategy parts none.
    let sharedChannels: Int?
    let parameters: Int
    /// Of one image on the way to the exit and in its head.
    let multiplyAccumulates: Int
    /// By the reference's counter, with the heads of all exits before.
    let cumulativeOperations: Int
    let activationBytes: Int
  }

  /// One pass of an epoch.
  struct Phases: Encodable {
    let names: [String]
    let stepsEach: Int
  }

  struct Strategy: Encodable {
    let name: String
    let summary: String?
  }

  let exits: [Exit]
  let parameters: Int
  /// Which pretrained weights the network begins from.
  let weights: String?
  /// By split.
  let samples: [String: Int]
  let epochs: Int
  let stepsPerEpoch: Int
  /// Where an epoch is more than one pass.
  let phases: Phases?
  let strategies: [Strategy]
  /// Of a training step, for one image.
  let trainingMultiplyAccumulates: Int
  /// The share of these that stopped channels save.
  let skippedShare: Double
  /// What the length of an update is like.
  let update: String
  /// For weights, gradients, momentum and activations, about.
  let memoryBytes: Int
  /// At most.
  let diskBytes: Int
  let device: String

  init(_ recipe: Recipe, registry: Registry) throws {
    let experiment = try Experiment(recipe, registry: registry)
    let network = experiment.network
    let dataset = experiment.dataset
    weights = try experiment.takePretrainedWeights()?.summary
    let costs = try ExitCosts(of: network, input: dataset.shape, strategy: experiment.strategy)
    exits = network.exits.map { exit in
      let block = network.stages[exit.index].upperBound
      let coarsest = network.backbone.blocks[block - 1][network.backbone.blocks[block - 1].count - 1]
      return Exit(
        exit: exit.number, block: block, head: recipe.heads.choice(at: exit.number)?.component.name ?? "",
        features: [coarsest.channels, coarsest.height, coarsest.width],
        sharedChannels: experiment.strategy.sharedChannels(of: coarsest.channels, at: exit),
        parameters: costs.parameters[exit.index], multiplyAccumulates: costs.multiplyAccumulates[exit.index],
        cumulativeOperations: costs.cumulativeOperations[exit.index],
        activationBytes: costs.activationBytesToExit[exit.index])
    }
    parameters = costs.totalParameters
    samples = Dictionary(uniqueKeysWithValues: Split.allCases.map { ($0.rawValue, dataset.count(of: $0)) })
    (epochs, stepsPerEpoch) = (recipe.train.epochs, experiment.stepsPerEpoch)
    let passes = experiment.phases(of: 0)
    phases = passes.count > 1 ? Phases(names: passes.map(\.name), stepsEach: experiment.stepsPerPhase) : nil
    strategies = recipe.strategies.map {
      Strategy(name: $0.name, summary: registry.strategies[$0.name]?.summary)
    }
    (trainingMultiplyAccumulates, skippedShare) = (costs.trainingMultiplyAccumulates, costs.skippedShare)
    let types = recipe.strategies.compactMap { registry.strategies[$0.name] }
    update = "\(CombinedScale(of: types, recipe.combination))"
    let weightBytes = costs.totalParameters * network.scope.parameters[0].value.type.byteCount
    memoryBytes = 4 * weightBytes + 2 * recipe.train.batchSize * costs.activationBytes
    diskBytes = DiskNeed(of: experiment).total
    device = "\(experiment.device)"
  }
}

/// The facts as people read them.
struct RecipeFactsText {
  let text: String

  init(_ facts: RecipeFacts) {
    let table = TextTable([6, 7, 13, 13, 12, 10, 13].map { .right($0) })
    let head = ["exit", "block", "features", "shared/own", "parameters", "MACs", "activations"]
    var lines = ["derived", table.line(head)]
    lines += facts.exits.map { exit in
      table.line([
        "\(exit.exit)", "\(exit.block)", exit.features.map(String.init).joined(separator: "x"),
        exit.sharedChannels.map { "\($0)/\(exit.features[0] - $0)" } ?? "-", FigureText.large(Double(exit.parameters)),
        FigureText.large(Double(exit.multiplyAccumulates)), FigureText.large(exit.activationBytes, "B"),
      ])
    }
    if let heads = Self.heads(facts.exits) { lines += ["", "  heads          \(heads)"] }
    let operations = facts.exits.map { FigureText.large(Double($0.cumulativeOperations)) }.joined(separator: ", ")
    lines += ["", "  parameters     \(FigureText.large(Double(facts.parameters))) in all"]
    lines += operations.wrapped(to: 60).enumerated().map {
      ($0.offset == 0 ? "  operations     " : "                 ") + $0.element
    }
    if let weights = facts.weights { lines.append("  weights        \(weights)") }
    let samples = Split.allCases.map { "\($0.rawValue) \(facts.samples[$0.rawValue] ?? 0)" }
    lines += [
      "  samples        " + samples.joined(separator: ", "),
      "  steps          \(facts.epochs) epochs × \(facts.stepsPerEpoch) = \(facts.epochs * facts.stepsPerEpoch)",
    ]
    if let phases = facts.phases {
      let names = phases.names
      lines.append(
        "  phases         \(names.joined(separator: ", ")): an epoch is \(names.count) passes of \(phases.stepsEach) steps"
      )
    }
    lines += facts.strategies.map { "  strategy       \($0.name): \($0.summary ?? "")" }
    lines += [
      "  training MACs  \(FigureText.large(Double(facts.trainingMultiplyAccumulates))) for each image"
        + (facts.skippedShare > 0
          ? ", of which stopped channels save \(FigureText.percent(facts.skippedShare)) %" : ""),
      "  update         \(facts.update)",
      "  memory         about \(facts.memoryBytes.megabytes) for weights, gradients, momentum and activations",
      "  disk           up to \(facts.diskBytes.megabytes)",
      "  device         \(facts.device)",
      "",
      "  parameters: those on the way to an exit and in its head;",
      "  MACs: multiply-accumulates of one image on the way to an exit and in its head;",
      "  activations: bytes of what convolutions, linear maps and attention give there;",
      "  operations: to each exit with all heads before it, as MSDNet's paper has them.",
    ]
    text = lines.joined(separator: "\n")
  }

  /// Which head stands at which exit, such as `1 gated-separable, 2-4 msdnet-classifier`; nil where all are of one kind.
  private static func heads(_ exits: [RecipeFacts.Exit]) -> String? {
    var runs: [(head: String, exits: ClosedRange<Int>)] = []
    for exit in exits {
      if let last = runs.last, last.head == exit.head {
        runs[runs.count - 1].exits = last.exits.lowerBound...exit.exit
      } else {
        runs.append((exit.head, exit.exit...exit.exit))
      }
    }
    guard runs.count > 1 else { return nil }
    return runs.map { run in
      "\(run.exits.lowerBound)\(run.exits.count > 1 ? "-\(run.exits.upperBound)" : "") \(run.head)"
    }.joined(separator: ", ")
  }
}
