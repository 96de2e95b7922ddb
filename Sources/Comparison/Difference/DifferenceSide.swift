import Files
import Foundation
import Recipes
import RunFiles
import Settings

/// One side of a ``Difference``: a recipe, or a run as far as its files can be read.
package struct DifferenceSide: Sendable {
  /// What it is called: a run's id, or a recipe's path.
  package let name: String
  package let directory: RunDirectory?
  /// The keys of the resolved recipe with their values, in the order of the schema.
  let recipe: [ComparedRun.RecipeValue]
  let record: RunRecord?
  let annotations: RunAnnotations
  let environment: Environment?
  let data: DataProvenance?
  let evaluation: RunEvaluation?
  let outcomes: SampleOutcomes?
  let history: RunHistory
  /// Which of its files cannot be read, and why.
  package let damage: [String]

  /// A recipe.
  package init(_ recipe: Recipe) {
    name = recipe.path
    self.recipe = recipe.entries.map { ComparedRun.RecipeValue(key: $0.path, value: $0.value) }
    (directory, record, annotations, environment, data) = (nil, nil, RunAnnotations(), nil, nil)
    (evaluation, outcomes, damage) = (nil, nil, [])
    history = RunHistory()
  }

  /// A run; what cannot be read of it is reported, and the rest is compared.
  package init(_ directory: RunDirectory, catalog: Catalog) {
    var damage: [String] = []
    func read<Value>(_ file: String, isThere: Bool = true, _ value: () throws -> Value) -> Value? {
      guard isThere else { return nil }
      do {
        return try value()
      } catch let error as FileError {
        damage.append("\(file) \(error.reason)")
      } catch {
        damage.append("\(file) cannot be read: \("\(error)".split(separator: "\n").first ?? "")")
      }
      return nil
    }
    let files = FileManager.default
    let evaluationFile = directory.evaluations + "/evaluation.json"
    let record = read("run.json") { try directory.readRecord() }
    self.record = record
    recipe =
      read("recipe.resolved.yaml") {
        try directory.readRecipe(of: record, catalog: catalog).entries.map {
          ComparedRun.RecipeValue(key: $0.path, value: $0.value)
        }
      } ?? []
    annotations = read("annotations.json") { try directory.readAnnotations() } ?? RunAnnotations()
    // A run that waits for its turn has not looked around yet.
    let hasBegun = record?.state != .waiting
    environment = read("environment.json", isThere: hasBegun) { try directory.readEnvironment() }
    data = read("data.json", isThere: hasBegun) { try directory.readDataProvenance() }
    let isEvaluated = record?.state == .finished || files.fileExists(atPath: evaluationFile)
    evaluation = read("eval/evaluation.json", isThere: isEvaluated) { try RunEvaluation(in: directory) }
    outcomes = try? SampleOutcomes(in: directory)
    history = RunHistory(of: directory)
    (name, self.directory, self.damage) = (directory.id, directory, damage)
  }

  // MARK: - Provenance

  /// What the run was computed with and learnt from, in a fixed order.
  var provenance: [ComparedRun.RecipeValue] {
    var values: [ComparedRun.RecipeValue] = []
    func add(_ key: String, _ value: String?) {
      if let value { values.append(ComparedRun.RecipeValue(key: key, value: value)) }
    }
    if let environment {
      add("commit", environment.commit.map { $0 + (environment.isModified == true ? " with changes" : "") })
      add("workbench", environment.workbench)
      add("libtorch", environment.libtorch)
      add("swift", environment.swift)
      add("device", environment.device)
      add("threads", "\(environment.threads)")
      add("cpu", environment.cpu)
      add("cpu-capability", environment.cpuCapability)
      add("host", environment.host)
      add("system", environment.system)
      for (name, value) in environment.variables.sorted(by: { $0.key < $1.key }) { add(name, value) }
    }
    if let data {
      add("data", data.name)
      add("classes", "\(data.classes.count)")
      for split in Split.allCases { add("samples.\(split.rawValue)", "\(data.samples[split.rawValue] ?? 0)") }
      for file in data.files { add("file \(file.name)", "\(file.digest), \(file.bytes) bytes") }
    }
    return values
  }
}
