import Settings

/// A recipe whose every value has been read, checked and given its default.
public struct Recipe: Sendable {
  /// The path as the user gave it.
  public let path: String
  /// The text of the recipe's own file.
  public let text: String
  /// The recipe's own file and then all that it extends, as paths that a user would write.
  public let files: [String]
  /// The arguments that set values, as given.
  public let overrides: [String]

  /// The name of its runs: letters, digits, `-`, `_` and `.`, at most 64.
  public let name: String
  /// Where all random numbers derive from, 0...2^53.
  public let seed: UInt64
  /// What is learnt.
  public let data: ComponentChoice
  /// Changes of training images, in the order in which they are applied.
  public let transforms: [ComponentChoice]
  /// The network without its exits.
  public let backbone: ComponentChoice
  /// The classifier at every exit.
  public let heads: HeadChoices
  /// The blocks that have an exit.
  public let exits: ExitSelection
  /// Trained weights that the network begins from.
  public let weights: WeightsSection
  /// At least one; several are applied together.
  public let strategies: [ComponentChoice]
  /// How what the strategies choose becomes the update.
  public let combination: CombinationSection
  /// How gradients change weights; `sgd` by default.
  public let optimizer: ComponentChoice
  /// How the learning rate changes; `constant` by default.
  public let schedule: ComponentChoice
  /// How long and in which batches.
  public let train: TrainSection
  /// When a sample leaves at an exit; `confidence` by default.
  public let policy: ComponentChoice
  /// What thresholds are fitted to, and on which samples.
  public let policySection: PolicySection
  /// What a run keeps besides its metrics.
  public let record: RecordSection

  /// What the code of a paper that the recipe follows has otherwise.
  public let published: PublishedSection

  /// Every value with its origin, in the order of the schema.
  public let entries: [Entry]
  /// The recipe as YAML with all defaults written out and all paths absolute; loading it gives an equal recipe.
  public let resolvedYAML: String
  /// What runs have in common that repeat one another: the FNV-1a hash of every value that can change a result, 16
  /// hexadecimal digits.
  ///
  /// Seed, name, places, threads, device, caches and what is recorded are no part of it. What lies at a place counts by its
  /// digest, which the run's own files have.
  public let groupKey: String
}

extension Recipe: Equatable {
  /// Equal values, wherever they come from.
  public static func == (a: Recipe, b: Recipe) -> Bool {
    a.name == b.name && a.seed == b.seed && a.data == b.data && a.transforms == b.transforms && a.backbone == b.backbone
      && a.heads == b.heads && a.exits == b.exits && a.weights == b.weights && a.strategies == b.strategies
      && a.combination == b.combination && a.optimizer == b.optimizer && a.schedule == b.schedule && a.train == b.train
      && a.policy == b.policy
      && a.policySection == b.policySection && a.record == b.record
  }
}

extension Recipe {
  /// Reads a recipe's file, the files that it extends and the values of the command line.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - overrides: arguments such as `strategy.beta=0.7`.
  ///   - catalog: the components that a recipe can name.
  /// - Returns: the recipe, with every value checked.
  /// - Throws: ``RecipeNotFound`` where there is no file; ``RecipeError`` with everything that is wrong with it.
  public static func load(path: String, overrides: [String] = [], catalog: Catalog) throws -> Recipe {
    try load(RecipeTree(path: path), overrides: overrides, catalog: catalog)
  }

  /// Reads a recipe from a text.
  ///
  /// - Parameters:
  ///   - text: the recipe.
  ///   - name: what messages call it, as a path.
  ///   - folder: the absolute path of the folder that its relative paths start from; by default the current one.
  ///   - overrides: arguments such as `strategy.beta=0.7`.
  ///   - catalog: the components that a recipe can name.
  /// - Returns: the recipe, with every value checked.
  /// - Throws: ``RecipeError`` with everything that is wrong with it.
  public static func load(
    text: String, name: String, folder: String? = nil, overrides: [String] = [], catalog: Catalog
  ) throws -> Recipe {
    try load(RecipeTree(text: text, name: name, folder: folder), overrides: overrides, catalog: catalog)
  }

  private static func load(
    _ tree: RecipeTree, overrides arguments: [String], catalog: Catalog
  ) throws(RecipeError) -> Recipe {
    var problems: [Problem] = []
    var overrides: [Override] = []
    for (index, argument) in arguments.enumerated() {
      do throws(Problem) {
        overrides.append(
          try Override(argument, name: "command line #\(index + 1)", rank: RecipeTree.rank(ofArgument: index)))
      } catch {
        problems.append(error)
      }
    }
    return try tree.recipe(overrides, arguments: arguments, catalog: catalog, problems: problems)
  }
}
