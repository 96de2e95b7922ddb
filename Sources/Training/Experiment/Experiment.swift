import Foundation
import Recipes
import WorkbenchCore

/// Everything that a recipe names, built and ready: the data, the network, the strategy and the rest.
///
/// Building comes before anything is written, so a mistake costs a second and leaves nothing behind.
package final class Experiment {
  package let recipe: Recipe
  package let device: Device
  package let dataset: any Dataset
  package let transforms: [any Transform]
  package let network: Network
  package var strategy: any GradientStrategy
  package var optimizer: any Optimizer
  package let schedule: any Schedule
  package let policy: any ExitPolicy
  /// The number of steps of every phase of an epoch.
  package let stepsPerPhase: Int

  /// Builds what the recipe names, sets how many threads compute, and asks libtorch for results that repeat.
  ///
  /// `threads` takes the place of the recipe's number. Throws ``RecipeError``, ``DataError``, ``DeviceError``, or what a
  /// component throws.
  package init(_ recipe: Recipe, registry: Registry, threads: Int? = nil) throws {
    try Threads.use(threads ?? recipe.train.threads)
    LibTorch.setDeterministic(true)
    self.recipe = recipe
    device = try Device(named: recipe.train.device)
    let seed = recipe.seed
    dataset = try Self.dataset(of: recipe, registry)
    let shape = dataset.shape
    stepsPerPhase =
      BatchOrder(
        shuffling: dataset.count(of: .train), batchSize: recipe.train.batchSize, seed: seed,
        series: BatchSeries(epoch: 0)
      ).count
    transforms = try recipe.transforms.map { try registry.transforms.component($0).init($0.settings, shape: shape) }
    try Self.checkTransforms(of: recipe, transforms, dataset)

    let scope = Scope(
      seed: seed, type: recipe.train.precision == .float64 ? .float64 : .float32, device: device)
    let trunk = try registry.backbones.component(recipe.backbone)
    try Self.checkHeads(of: recipe, on: trunk, registry)
    let backbone = try trunk.init(
      recipe.backbone.settings, scope: Network.backboneScope(scope), input: shape)
    let exits = try Self.exits(of: recipe, after: backbone.blocks.count)
    let heads = try Self.heads(of: recipe, at: Exit.all(exits.count))
    network = try Network(
      scope: scope, backbone: backbone, exits: exits, classes: dataset.classNames.count
    ) { scope, place in
      let head = heads[place.exit.index]
      return try registry.heads.component(head).init(head.settings, scope: scope, at: place)
    }

    strategy = try Self.strategy(of: recipe, registry)
    try strategy.prepare(for: network.topology)
    try Self.checkMicroBatches(of: recipe, strategy)
    try Self.checkSoftening(of: recipe)
    optimizer = try registry.optimizers.component(recipe.optimizer).init(
      recipe.optimizer.settings, parameters: scope.parameters)
    schedule = try registry.schedules.component(recipe.schedule).init(recipe.schedule.settings)
    policy = try registry.policies.component(recipe.policy).init(recipe.policy.settings)
    try checkKeys()
    try checkPolicyTargets()
  }

  /// Throws ``UndeclaredKey`` where a component has read a key that it does not declare; it may read some later than others.
  func checkKeys() throws {
    let choices = [recipe.data, recipe.backbone, recipe.optimizer, recipe.schedule, recipe.policy]
    for choice in choices + recipe.heads.choices.map(\.component) + recipe.transforms + recipe.strategies {
      try choice.settings.checkKeys()
    }
  }

  /// The number of steps of the first epoch, and of all others whose plan has as many phases.
  package var stepsPerEpoch: Int { stepsPerPhase * phases(of: 0).count }

  /// The phases of an epoch, counted from 0.
  package func phases(of epoch: Int) -> [EpochPhase] { strategy.phases(of: epoch, in: recipe.train.epochs) }

  /// Which training samples make up the batches of a series.
  package func order(of series: BatchSeries) -> BatchOrder {
    BatchOrder(
      shuffling: dataset.count(of: .train), batchSize: recipe.train.batchSize, seed: recipe.seed, series: series)
  }

  /// Assembles the training batches of a series, from `start` on, while the network trains.
  func loader(for series: BatchSeries, start: Int = 0) -> BatchLoader {
    loader(trainingAssembler, order: order(of: series), series: series, start: start)
  }

  /// Assembles training batches as the recipe wants them.
  package var trainingAssembler: BatchAssembler {
    BatchAssembler(
      dataset, split: .train, transforms: transforms, seed: recipe.seed, readers: LibTorch.threads,
      softening: Softening(recipe.train))
  }

  /// Assembles the batches of a split in its own order, as they are: all of them, or those of the first samples.
  package func loader(of split: Split, first limit: Int = .max) -> BatchLoader {
    let order = BatchOrder(
      sequential: min(limit, dataset.count(of: split)), batchSize: recipe.train.evaluationBatchSize)
    let assembler = BatchAssembler(dataset, split: split, seed: recipe.seed, readers: LibTorch.threads)
    return loader(assembler, order: order, series: BatchSeries(epoch: 0), start: 0)
  }

  private func loader(
    _ assembler: BatchAssembler, order: BatchOrder, series: BatchSeries, start: Int
  ) -> BatchLoader {
    BatchLoader(
      assembler, order: order, series: series, start: start, shape: dataset.shape, device: device, type: network.type)
  }

  /// The data set; where it is missing and published, the error says how it is fetched, as training never does that.
  private static func dataset(of recipe: Recipe, _ registry: Registry) throws -> any Dataset {
    let type = try registry.datasets.component(recipe.data)
    let settings = recipe.data.settings
    do {
      return try type.init(settings, seed: recipe.seed)
    } catch let error as DataError {
      guard let root = settings.path(of: "root") else { throw error }
      throw error.offering(type.publishedData, to: root)
    }
  }

  /// The strategy, or the list of them with how they are combined.
  private static func strategy(of recipe: Recipe, _ registry: Registry) throws -> any GradientStrategy {
    let members = try recipe.strategies.map { try registry.strategies.component($0).init($0.settings) }
    guard members.count > 1 || !recipe.combination.isPlain else { return members[0] }
    do {
      return try StrategyList(members, recipe.combination)
    } catch let conflict as StrategyConflict {
      guard let place = recipe.strategies[conflict.place].origin.place else { throw conflict }
      throw RecipeError(recipe: recipe.path, problems: [Problem("\(conflict)", at: place)])
    }
  }

  /// Refuses a choice of a part that comes too late: what other transforms change has been scaled already.
  private static func checkTransforms(
    of recipe: Recipe, _ transforms: [any Transform], _ dataset: any Dataset
  ) throws {
    guard dataset is any PictureDataset,
      let late = transforms.indices.dropFirst().first(where: { transforms[$0] is any RegionTransform })
    else { return }
    let name = recipe.transforms[late].name
    let message =
      "'\(name)' must be the first transform of data set '\(recipe.data.name)': it cuts out of whole pictures"
    guard let place = recipe.transforms[late].origin.place else { throw ModelError(message) }
    throw RecipeError(recipe: recipe.path, problems: [Problem(message, at: place)])
  }

  /// Refuses micro-batches where something has to see the whole.
  private static func checkMicroBatches(of recipe: Recipe, _ strategy: any GradientStrategy) throws {
    guard recipe.train.microBatch != nil, strategy.need == .cotangents else { return }
    throw recipe.problem(
      "train.micro-batch", "what meets at a boundary is merged over a whole batch, which 'micro-batch' never holds",
      hint: "leave it out, or choose a strategy that combines the exits' gradients")
  }

  /// Refuses to mix samples where there is nothing to mix a sample with.
  private static func checkSoftening(of recipe: Recipe) throws {
    guard recipe.train.mixup != nil, recipe.train.batchSize == 1 else { return }
    throw recipe.problem(
      "train.mixup", "'mixup' mixes the samples of a batch, which with 'batch-size' 1 has a single one",
      hint: "leave it out, or take larger batches")
  }

  /// Refuses heads that are made for other features than the backbone's, such as a class token's on maps that have none.
  private static func checkHeads(of recipe: Recipe, on backbone: any Backbone.Type, _ registry: Registry) throws {
    let layout = backbone.layout
    let others = registry.heads.names.filter { registry.heads[$0]?.reads.contains(layout) == true }
    let features = layout == .map ? "are maps without a class token" : "are tokens and no map"
    let problems = try recipe.heads.choices.filter { choice in
      try !registry.heads.component(choice.component).reads.contains(layout)
    }.map { choice in
      Problem(
        "head '\(choice.component.name)' cannot stand on backbone '\(recipe.backbone.name)', whose features \(features)",
        at: choice.component.origin.place ?? choice.place, hint: "heads that can: \(others.joined(separator: ", "))")
    }
    if !problems.isEmpty { throw RecipeError(recipe: recipe.path, problems: problems) }
  }

  /// The head of every exit; refuses a recipe that names exits which the network does not have, or leaves some without a head.
  private static func heads(of recipe: Recipe, at exits: [Exit]) throws -> [ComponentChoice] {
    let count = exits.count == 1 ? "1 exit" : "\(exits.count) exits"
    var problems = recipe.heads.choices.filter { ($0.exit ?? 0) > exits.count }.map { choice in
      Problem("there is no exit \(choice.exit ?? 0): the network has \(count)", at: choice.place)
    }
    let heads = exits.map { recipe.heads.choice(at: $0.number)?.component }
    let bare = exits.filter { heads[$0.index] == nil }.map(\.number)
    if !bare.isEmpty {
      problems.append(
        Problem(
          "'heads' names no head for exit\(bare.count == 1 ? "" : "s") \(bare.map(String.init).joined(separator: ", ")) "
            + "of \(exits.count)", at: recipe.heads.place,
          hint: "'rest' is the head of all exits that are not named"))
    }
    if !problems.isEmpty { throw RecipeError(recipe: recipe.path, problems: problems) }
    return heads.compactMap { $0 }
  }

  /// The blocks with an exit, counted from 0.
  private static func exits(of recipe: Recipe, after count: Int) throws -> [Int] {
    guard case .blocks(let blocks) = recipe.exits else { return Array(0..<count) }
    if blocks.last == count { return blocks.map { $0 - 1 } }
    let message =
      "'exits' must end with the last block of backbone '\(recipe.backbone.name)', which is \(count), found \(blocks)"
    throw recipe.problem("exits", message, hint: "such as exits: \(blocks.filter { $0 < count } + [count])")
  }
}

extension Recipe {
  /// An error about a value that fits its key, but not the experiment; it points at the value.
  func problem(_ path: String, _ message: String, hint: String? = nil) -> any Error {
    guard let place = entries.first(where: { $0.path == path })?.origin.place else { return ModelError(message) }
    return RecipeError(recipe: self.path, problems: [Problem(message, at: place, hint: hint)])
  }
}

extension ComponentTable {
  /// What a recipe's choice stands for; the recipe was checked against this registry's catalog.
  package func component(_ choice: ComponentChoice) throws -> Value {
    guard let value = self[choice.name] else {
      throw ModelError("there is no \(kind.word) '\(choice.name)'; known: \(names.joined(separator: ", "))")
    }
    return value
  }
}
