import Foundation
import Runs
import WorkbenchCore

/// A run as comparisons and reports see it: everything in its directory but weights and pictures.
package struct ComparedRun: Sendable {
  package let directory: RunDirectory
  package let record: RunRecord
  /// The keys of the resolved recipe with their values, in the order of the schema.
  package let recipe: [RecipeValue]
  /// What runs that differ only in seed and name have in common.
  package let group: String
  /// What the length of the strategy's update is like, where somebody has said it.
  package let updateScale: UpdateScale?
  package let environment: Environment?
  package let data: DataProvenance?
  package let history: RunHistory
  /// Of the best checkpoint on the test split; absent until the run has finished.
  package let evaluation: RunEvaluation?
  /// What every exit answered to every test image; absent for runs of before it was kept.
  package let outcomes: SampleOutcomes?

  package struct RecipeValue: Sendable, Equatable, Codable {
    /// The dotted path, such as `strategy.beta`.
    package let key: String
    package let value: String
  }

  /// Reads a run.
  ///
  /// - Throws: ``FileError`` when its record is damaged; `RecipeError` when its recipe cannot be read.
  package init(_ directory: RunDirectory, registry: Registry) throws {
    self.directory = directory
    record = try directory.readRecord()
    let recipe = try Recipe.load(path: directory.resolvedRecipe, catalog: registry.catalog)
    self.recipe = recipe.entries.map { RecipeValue(key: $0.path, value: $0.value) }
    updateScale =
      CombinedScale(of: recipe.strategies.compactMap { registry.strategies[$0.name] }, recipe.combination).value
    group = recipe.groupKey
    environment = try? directory.readEnvironment()
    data = try? directory.readDataProvenance()
    history = RunHistory(of: directory)
    evaluation = try? RunEvaluation(in: directory)
    outcomes = try? SampleOutcomes(in: directory)
  }

  package var seed: UInt64 { record.seed }
  package var id: String { directory.id }

  /// Whether its test accuracy counts: the run went to its end.
  package var isComplete: Bool { record.state == .finished && evaluation != nil }

  /// The value of a key of the recipe.
  package subscript(key: String) -> String? { recipe.first { $0.key == key }?.value }

  /// Seconds of training and validation.
  package var trainingSeconds: Double? { sum(of: "seconds/epoch") }

  /// Processor seconds of the same, of all threads; `nil` where they are not known of every epoch.
  package var processorSeconds: Double? {
    guard history.curve("run", "seconds/processor").count == history.curve("run", "seconds/epoch").count else {
      return nil
    }
    return sum(of: "seconds/processor")
  }

  private func sum(of name: String) -> Double? {
    let values = history.curve("run", name).map(\.value)
    return values.isEmpty ? nil : values.reduce(0, +)
  }

  /// The most memory that the process held, in bytes.
  package var peakMemory: Double? { history.curve("run", "peak-memory").map(\.value).max() }
}
