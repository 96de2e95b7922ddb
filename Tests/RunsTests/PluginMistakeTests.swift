import Files
import LinkedPlugins
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// Mistakes of a plugin's code that building or training finds: the message names the plugin and the rule.
@Suite struct PluginMistakeTests {
  /// Reads a key that it forgot to declare.
  private struct Careless: GradientStrategy {
    static let name = "careless"
    static let summary = "reads an undeclared key"
    static let strength = Setting("strength", default: 0.5, in: 0...1, "how careless it is")

    init(_ settings: Settings) { _ = settings[Self.strength] }
  }

  /// Reads a key without a default that it forgot to declare.
  private struct Thoughtless: GradientStrategy {
    static let name = "thoughtless"
    static let summary = "reads an undeclared key without a default"
    static let strength = RequiredSetting<Double>("strength", in: 0...1, "how thoughtless it is")

    init(_ settings: Settings) throws { _ = try settings[Self.strength] }
  }

  /// Reads a key that it forgot to declare, but not before it trains.
  private struct Late: GradientStrategy {
    static let name = "late"
    static let summary = "reads an undeclared key in a step"

    private let settings: Settings
    init(_ settings: Settings) { self.settings = settings }
    func weights(of losses: [Double], in context: inout StepContext) -> [Double] {
      losses.map { _ in settings[Careless.strength] }
    }
  }

  /// Writes a state that it cannot read.
  private struct Forgetful: GradientStrategy {
    static let name = "forgetful"
    static let summary = "writes a state that it cannot read"

    init(_ settings: Settings) {}
    func state() -> StrategyState { StrategyState(numbers: ["memory": [1]]) }
    mutating func restore(_ state: StrategyState) throws { _ = try state.numbers("memory", count: 3) }
  }

  private enum CarelessPlugin: Plugin {
    static func register(in registry: inout Registry) throws {
      try registry.add(Careless.self, file: "Careless/CarelessPlugin.swift", line: 6)
      try registry.add(Forgetful.self, file: "Careless/CarelessPlugin.swift", line: 7)
      try registry.add(Thoughtless.self, file: "Careless/CarelessPlugin.swift", line: 8)
      try registry.add(Late.self, file: "Careless/CarelessPlugin.swift", line: 9)
    }
  }

  private func experiment(_ strategy: String) throws -> Experiment {
    let registry = try Registry(linkedPlugins + [CarelessPlugin.self])
    let recipe = try Recipe.load(
      text: """
        schema: 1
        data: {name: shapes, classes: 2, train: 8, validation: 8, calibration: 8, test: 8}
        backbone: {name: msdnet, blocks: 2, base: 1, step: 1, channels: 4, growth: 4, scales: [1, 2], bottleneck: [1, 2]}
        heads: {name: msdnet-classifier, channels: 8}
        strategy: \(strategy)
        """, name: "tiny.yaml", catalog: registry.catalog)
    return try Experiment(recipe, registry: registry)
  }

  private func text(_ strategy: String) -> String {
    "strategy '\(strategy)' of Careless reads the key 'strength', which its 'settings' do not declare with this "
      + "type; add it to them"
  }

  @Test(arguments: ["careless", "thoughtless"]) func `a key that is read must be declared`(strategy: String) throws {
    let error = try #require(throws: UndeclaredKey.self) { _ = try experiment(strategy) }
    #expect("\(error)" == text(strategy))
  }

  @Test func `a key that is read in a step must be declared, too`() throws {
    let experiment = try experiment("late")
    let batches = try #require(try TrainingBatches(experiment, epoch: 0).next())
    let progress = TrainingProgress(epoch: 0, epochs: 1, stepInEpoch: 0, stepsPerEpoch: 1)
    let error = try #require(throws: UndeclaredKey.self) {
      _ = try TrainingStep(experiment)(batches, at: TrainingStep.Position(step: 0, progress: progress))
    }
    #expect("\(error)" == text("late"))
  }

  @Test func `a state that cannot be restored is noticed when a checkpoint is read`() throws {
    let folder = try TemporaryFolder()
    let experiment = try experiment("forgetful")
    let state = TrainingState(sums: EpochSums(exits: 2), threads: LibTorch.threads)
    let checkpoint = try Checkpoint.write(experiment, state: state, in: folder.path)
    let error = try #require(throws: StrategyMistake.self) { _ = try checkpoint.restore(experiment) }
    #expect(
      "\(error)" == "strategy 'forgetful' of RunsTests cannot restore its state: the strategy's saved state "
        + "has no 'memory' of 3 numbers: it is of another strategy; 'restore' must take what 'state' returns")
  }
}
