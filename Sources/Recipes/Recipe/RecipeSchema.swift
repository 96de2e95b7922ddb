import Settings

/// The sections of a recipe, their keys and their defaults, version 1.
public enum RecipeSchema {
  /// The version that recipes may name as `schema: 1`.
  public static let version = 1

  /// A section, as reference pages list it.
  public struct Section: Sendable {
    /// The dotted path, such as `record.features`.
    public let path: String
    /// What it is about, in one line.
    public let summary: String
    /// The keys that every such section has.
    public let settings: [any AnySetting]
    /// The kind of component that the section names, whose keys come on top.
    public let component: ComponentKind?
    /// The component where a recipe leaves the section out; nil where it must be given.
    public let defaultComponent: String?
  }

  /// All sections in the order of a resolved recipe; the keys without a section stand under the empty path.
  public static let sections: [Section] = [
    Section(
      path: "", summary: "keys of the recipe itself", settings: header(name: RecipeName(file: "the-name-of-the-file")),
      component: nil, defaultComponent: nil),
    component("data", .dataset, "what is learnt; 'transforms' lists changes of training images"),
    component("backbone", .backbone, "the network without its exits"),
    component(
      "heads", .head, "the classifier at every exit; `{1: a, rest: b}` or a list gives exits heads of their own"),
    group("weights", WeightsSection.settings, "trained weights that the network begins from"),
    component("strategy", .strategy, "how exits are trained together: one, or a list applied together"),
    group("combination", CombinationSection.declared, "how a strategy's choice becomes the update"),
    component("optimizer", .optimizer, "how gradients change weights", default: "sgd"),
    component("schedule", .schedule, "how the learning rate changes", default: "constant"),
    group("train", TrainSection.settings, "how long and in which batches"),
    component(
      "policy", .policy, "when a sample leaves at an exit", default: "confidence", settings: PolicySection.settings),
    group("record", RecordSection.settings, "what a run keeps besides its metrics"),
    group("record.checkpoints", RecordSection.checkpointSettings, "which checkpoints stay"),
    group("record.features", RecordSection.featureSettings, "which feature maps are drawn"),
    group(
      "record.conflict", RecordSection.conflictSettings,
      "how often and how finely gradient conflict is measured, and when it is drawn"),
    group("published", PublishedSection.settings, "what the code of a paper has otherwise; changes nothing of a run"),
    group("sweep", [], "several runs in one: 'grid', 'zip', 'list' and 'seeds', as docs/sweeps.md explains"),
  ]

  /// The sections that name a component.
  static let componentKeys = Set(sections.filter { $0.component != nil }.map(\.path))

  /// What a recipe holds besides the keys of its ``header(name:)``.
  static let rootSections = [
    "extends", "data", "backbone", "heads", "weights", "strategy", "combination", "optimizer", "schedule", "train",
    "policy", "record", "published", "sweep",
  ]

  /// What the command line cannot set.
  static let onlyInFiles = ["extends", "sweep"]

  static let schema = Setting("schema", default: version, in: version...version, "version of the recipe's keys")
  static let seed = Setting("seed", default: 1, in: 0...(1 << 53), "where all random numbers derive from")
  static let exits = Setting("exits", default: ExitSelection.all, "blocks that have an exit")

  static func name(_ standard: RecipeName) -> Setting<RecipeName> {
    Setting("name", default: standard, "name of the runs; by default that of the file")
  }

  static func header(name standard: RecipeName) -> [any AnySetting] { [schema, name(standard), seed, exits] }

  /// The section that has a key of its own, for a key that stands in the wrong one.
  static func section(withKey key: String) -> Section? {
    sections.first { $0.settings.contains { $0.key == key } }
  }

  private static func component(
    _ path: String, _ kind: ComponentKind, _ summary: String, default standard: String? = nil,
    settings: [any AnySetting] = []
  ) -> Section {
    Section(path: path, summary: summary, settings: settings, component: kind, defaultComponent: standard)
  }

  private static func group(_ path: String, _ settings: [any AnySetting], _ summary: String) -> Section {
    Section(path: path, summary: summary, settings: settings, component: nil, defaultComponent: nil)
  }
}
