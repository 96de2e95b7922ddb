import Recipes
import Settings

/// Which gradients of deeper exits an exit sees.
enum ExitSees: String, SettingChoice { case all, own }

/// The components of the recipes in these tests.
enum TestCatalog {
  static let classes = Setting("classes", default: 20, in: 2...100, "number of classes")
  static let root = Setting<RecipePath?>("root", default: nil, "folder of the files")
  static let label = Setting("label", default: "", "any text")
  static let padding = Setting("padding", default: 4, in: 0...16, "pixels around the image")
  static let blocks = RequiredSetting<Int>("blocks", in: 1...50, "number of blocks")
  static let widths = Setting("widths", default: [16, 32], each: 1...1024, "channels of every scale")
  static let width = Setting("width", default: 8, in: 1...1024, "channels of the gate")
  static let beta = Setting("beta", default: 0.5, in: 0...1, "share of channels kept for deeper exits")
  static let exitSees = Setting("exit-sees", default: ExitSees.all, "what an exit sees")
  static let calpha = Setting("calpha", default: 0.4, in: 0..<1, "distance from the mean gradient")
  static let rate = Setting("learning-rate", default: 0.1, in: Double.leastNonzeroMagnitude..., "step size")
  static let nesterov = Setting("nesterov", default: false, "Nesterov's momentum")
  static let milestones = Setting("milestones", default: [0.5, 0.75], each: 0...1, "where the rate falls")
  static let warmUp = Setting("warm-up", default: 0, in: 0..., "epochs of warm-up")

  static let catalog = Catalog([
    entry(.dataset, "shapes", [classes, label], "Plugins/Shapes"),
    entry(.dataset, "cifar10", [root], "Plugins/ImageDatasets"),
    entry(.transform, "crop", [padding], "Plugins/Augmentation"),
    entry(.transform, "flip", [], "Plugins/Augmentation"),
    entry(.backbone, "msdnet", [blocks, widths], "Plugins/MSDNet"),
    entry(.head, "linear", [], "Plugins/Heads"),
    entry(.head, "gated", [width], "Plugins/Heads"),
    Catalog.Entry(
      .strategy, name: "sum", aliases: ["dsn"], summary: "the sum of losses", settings: [],
      source: "Plugins/DeepSupervision"),
    entry(.strategy, "dfs", [beta, exitSees], "Plugins/DeepFeatureSurgery"),
    entry(.strategy, "cagrad", [calpha], "Plugins/GradientSelection"),
    entry(.strategy, "pcgrad", [], "Plugins/GradientSelection"),
    entry(.optimizer, "sgd", [rate, nesterov], "Plugins/Optimizers"),
    entry(.schedule, "constant", [], "Plugins/Optimizers"),
    entry(.schedule, "multi-step", [milestones, warmUp], "Plugins/Optimizers"),
    entry(.policy, "confidence", [], "Plugins/ExitPolicies"),
  ])

  private static func entry(
    _ kind: ComponentKind, _ name: String, _ settings: [any AnySetting], _ source: String
  ) -> Catalog.Entry {
    Catalog.Entry(kind, name: name, summary: "a \(kind.word) for tests", settings: settings, source: source)
  }
}

extension Recipe {
  /// A recipe named `my.yaml` in the folder `/recipes`.
  static func load(_ text: String, _ overrides: String...) throws -> Recipe {
    try load(text: text, name: "my.yaml", folder: "/recipes", overrides: overrides, catalog: TestCatalog.catalog)
  }

  /// The shortest valid recipe.
  static let shortest = """
    data: shapes
    backbone: {name: msdnet, blocks: 4}
    heads: linear
    strategy: dfs

    """

  /// A recipe that gives something in every section.
  static let full = """
    schema: 1
    name: dfs-msdnet
    seed: 7
    data:
      name: shapes
      classes: 10
      label: "a: #b"
      transforms: [{name: crop, padding: 2}, flip]
    backbone: {name: msdnet, blocks: 4, widths: [8, 16]}
    heads: linear
    exits: [2, 4]
    strategy:
      - {name: dfs, beta: 0.25, exit-sees: own}
      - pcgrad
    optimizer:
      name: sgd
      learning-rate: 5e-2
      nesterov: true
    schedule: {name: multi-step, milestones: [.25, 0.5]}
    train: {epochs: 3, batch-size: 32, clip-norm: 1.5, threads: 2, device: "cuda:1", precision: float64}
    policy: {name: confidence, budget: 12M, accuracy: 0.7, distribution: [0.75, 0.25], temperature-scaling: true}
    record: {checkpoints: {keep: 3, every: 2}, features: {epochs: [1, last], images: 4}, conflict: {every: 50}}

    """
}

/// The whole message of the error that loading ends with; empty where it succeeds.
func message(_ text: String, _ overrides: String...) -> String {
  do {
    _ = try Recipe.load(
      text: text, name: "my.yaml", folder: "/recipes", overrides: overrides, catalog: TestCatalog.catalog)
    return ""
  } catch {
    return "\(error)"
  }
}
