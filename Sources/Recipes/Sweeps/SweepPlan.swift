import Settings

/// The runs of a sweep, each with a recipe of its own in which every value has been checked.
public struct SweepPlan: Sendable {
  /// One run of a sweep.
  public struct Member: Sendable {
    /// Counted from 1, in the order in which members begin.
    public let number: Int
    /// What it carries out.
    public let recipe: Recipe
    /// What it is besides its seed, as tables show it: `dfs`, or `dfs beta=0.7`.
    public let variant: String
    /// The swept keys without the seed, as dotted paths, and the member's values as YAML writes them.
    public let values: [String: String]
  }

  /// The most runs of a sweep.
  public static let memberLimit = 1000

  /// The swept keys without the seed, in the order in which they are given.
  public let keys: [String]
  /// The runs: those of one seed follow one another, so that an early comparison is a whole one.
  public let members: [Member]
  /// How many variants there are, that is, runs without regard to the seed.
  public var variantCount: Int { Set(members.map(\.variant)).count }
  /// The seeds, in order.
  public var seeds: [UInt64] {
    var known: Set<UInt64> = []
    return members.map(\.recipe.seed).filter { known.insert($0).inserted }
  }
}

/// What a recipe and the command line ask for: one run, or a sweep.
public enum RecipePlan: Sendable {
  case run(Recipe)
  case sweep(SweepPlan)
}

extension RecipePlan {
  /// Reads a recipe with its section `sweep`, and the values of the command line, of which each may have several.
  ///
  /// A value on the command line takes its key out of the recipe's sweep; of keys that change together it picks the runs that
  /// have the value. A sweep of one run is that run.
  ///
  /// - Parameters:
  ///   - path: the recipe's file.
  ///   - overrides: arguments such as `strategy.beta=0.7` and `strategy=sum,dfs`.
  ///   - seeds: seeds such as `1..5`; nil for those of the recipe.
  ///   - catalog: the components that a recipe can name.
  /// - Throws: ``RecipeNotFound`` where there is no file; ``RecipeError`` with everything that is wrong.
  public init(path: String, overrides: [String] = [], seeds: String? = nil, catalog: Catalog) throws {
    try self.init(RecipeTree(path: path), overrides: overrides, seeds: seeds, catalog: catalog)
  }

  init(
    _ tree: RecipeTree, overrides: [String], seeds: String? = nil, catalog: Catalog
  ) throws(RecipeError) {
    var given = CommandLineValues(overrides, seeds: seeds)
    let section = tree.root?["sweep"].map(SweepSection.init)
    let own = (section?.axes ?? []).compactMap { given.replaceValues(of: $0) }
    let problems = (section?.problems ?? []) + given.problems
    let axes = own + given.axes
    guard problems.isEmpty, !axes.isEmpty else {
      self = .run(try tree.recipe(given.single, arguments: overrides, catalog: catalog, problems: problems))
      return
    }
    let plan = try SweepPlan(tree, axes: axes, fixed: given, catalog: catalog)
    self = plan.members.count == 1 ? .run(plan.members[0].recipe) : .sweep(plan)
  }
}

extension SweepPlan {
  fileprivate init(
    _ tree: RecipeTree, axes: [SweepAxis], fixed: CommandLineValues, catalog: Catalog
  ) throws(RecipeError) {
    // Seeds change slowest.
    let ordered = axes.filter(\.isSeed) + axes.filter { !$0.isSeed }
    try Self.check(ordered, of: tree)
    let combinations = ordered.combinations
    let labels = VariantLabels(combinations)
    var problems: [Problem] = []
    var known: Set<String> = []
    var members: [Member] = []
    for settings in combinations {
      let arguments = fixed.arguments + settings.map { "\($0.key)=\($0.value.flowText)" }
      do throws(RecipeError) {
        let recipe = try tree.recipe(settings + fixed.single, arguments: arguments, catalog: catalog)
        members.append(
          Member(
            number: members.count + 1, recipe: recipe,
            variant: labels.label(of: settings) ?? recipe.strategies.map(\.name).joined(separator: "+"),
            values: labels.values(of: settings)))
      } catch {
        // What is wrong with the recipe is wrong with every member, and is reported once.
        problems += error.problems.filter { known.insert($0.description).inserted }
      }
    }
    if !problems.isEmpty { throw RecipeError(recipe: tree.source.name, problems: problems) }
    (self.members, keys) = (members, labels.keys)
    if let problem = Self.repetition(among: members, at: ordered[ordered.count - 1].place) {
      throw RecipeError(recipe: tree.source.name, problems: [problem])
    }
  }

  private static func check(_ axes: [SweepAxis], of tree: RecipeTree) throws(RecipeError) {
    var known: [String: Place] = [:]
    var problems: [Problem] = []
    for axis in axes {
      for key in axis.keys {
        if let first = known[key] {
          problems.append(Problem("'\(key.shown)' is swept twice", at: axis.place, hint: "first at \(first.full)"))
        }
        known[key] = axis.place
      }
    }
    if problems.isEmpty, axes.combinationCount.map({ $0 > memberLimit }) ?? true {
      let sizes = axes.map { String($0.choices.count) }.joined(separator: " × ")
      problems.append(
        Problem("the sweep has \(sizes) runs, and may have \(memberLimit)", at: axes[axes.count - 1].place))
    }
    if !problems.isEmpty { throw RecipeError(recipe: tree.source.name, problems: problems) }
  }

  /// What is wrong where two members are the same run under two names, such as `sum` and its alias `dsn`.
  private static func repetition(among members: [Member], at place: Place) -> Problem? {
    var known: [String: Member] = [:]
    for member in members {
      // What is recorded may differ: it costs time.
      let key = member.recipe.entries.filter { $0.path != "name" }.map { "\($0.path)=\($0.value)" }.joined(
        separator: "\n")
      if let first = known[key] {
        let names = first.variant == member.variant ? "" : ": '\(first.variant)' and '\(member.variant)'"
        return Problem("runs \(first.number) and \(member.number) of the sweep are the same\(names)", at: place)
      }
      known[key] = member
    }
    return nil
  }
}
