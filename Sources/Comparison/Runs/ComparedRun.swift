import Foundation
import RunFiles
import Settings
import Synchronization

/// A run as comparisons and reports see it: everything in its directory but weights and pictures.
package struct ComparedRun: Sendable {
  package let directory: RunDirectory
  package let record: RunRecord
  /// What people have written on it; nothing where that cannot be read.
  package let annotations: RunAnnotations
  /// The keys of the resolved recipe with their values, in the order of the schema.
  package let recipe: [RecipeValue]
  /// What runs that repeat one another have in common: every value that can change a result, and the data by their digests.
  package let group: String
  /// The keys of the recipe that change no result, such as places and threads.
  package let keysWithoutEffect: Set<String>
  /// What the length of the strategy's update is like, where it is known.
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
  package init(_ directory: RunDirectory, by reading: RecipeReading) throws {
    try self.init(directory, history: RunHistory(of: directory), by: reading)
  }

  /// Reads a run whose metrics are known.
  ///
  /// - Throws: ``FileError`` when its record is damaged; `RecipeError` when its recipe cannot be read.
  package init(_ directory: RunDirectory, history: RunHistory, by reading: RecipeReading) throws {
    self.directory = directory
    record = try directory.readRecord()
    annotations = (try? directory.readAnnotations()) ?? RunAnnotations()
    let recipe = try directory.readRecipe(of: record, catalog: reading.catalog)
    self.recipe = recipe.entries.map { RecipeValue(key: $0.path, value: $0.value) }
    updateScale = reading.updateScale(recipe)
    keysWithoutEffect = Set(recipe.entries.filter { !$0.affectsResults }.map(\.path))
    environment = try? directory.readEnvironment()
    data = try? directory.readDataProvenance()
    group = recipe.groupKey + (data.map { "-\($0.identity.prefix(16))" } ?? "")
    self.history = history
    evaluation = try? RunEvaluation(in: directory)
    outcomes = try? SampleOutcomes(in: directory)
  }

  /// Reads many runs, as many at the same time as there are cores; of a run that cannot be read, why.
  package static func all(_ directories: [RunDirectory], by reading: RecipeReading) -> [Result<ComparedRun, any Error>]
  {
    let results = Mutex<[Int: Result<ComparedRun, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: directories.count) { index in
      let result = Result { try ComparedRun(directories[index], by: reading) }
      results.withLock { $0[index] = result }
    }
    return results.withLock { results in directories.indices.compactMap { results[$0] } }
  }

  package var seed: UInt64 { record.seed }
  package var id: String { directory.id }

  /// Whether its test accuracy counts: the run went to its end.
  package var isComplete: Bool { record.state == .finished && evaluation != nil }

  /// The value of a key of the recipe.
  package subscript(key: String) -> String? { recipe.first { $0.key == key }?.value }

  /// Seconds of training and validation.
  package var trainingSeconds: Double? { history.seconds }
  /// Processor seconds of the same, of all threads.
  package var processorSeconds: Double? { history.processorSeconds }
  /// The most memory that the process held, in bytes.
  package var peakMemory: Double? { history.peakMemory }
}
