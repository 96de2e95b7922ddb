import Files
import Foundation
import RunFiles
import Training
import WorkbenchCore

/// A checkpoint of a run, written for other programs.
package struct RunExport {
  private let weights: RunWeights
  private let experiment: Experiment

  /// Builds the run's network with the checkpoint's weights.
  package init(_ weights: RunWeights, registry: Registry) throws {
    self.weights = weights
    experiment = try weights.loadedExperiment(registry: registry)
  }

  /// A line for each file that was written, and notes on what was left out.
  package struct Report {
    package var files: [String] = []
    package var notes: [String] = []
  }

  /// Writes `model.safetensors`: parameters and buffers by name, and the recipe and the classes as texts about the file.
  package func writeSafetensors(to folder: String) throws -> Report {
    let scope = experiment.network.scope
    let tensors = (scope.parameters + scope.buffers).map { ($0.name, $0.value) }
    let recipe = try String(contentsOfFile: weights.directory.resolvedRecipe, encoding: .utf8)
    let file = Safetensors(
      Dictionary(uniqueKeysWithValues: tensors),
      metadata: [
        "run": weights.directory.id, "checkpoint": weights.checkpointName, "recipe": recipe,
        "classes": experiment.dataset.classNames.joined(separator: "\n"),
      ])
    return Report(files: try write([("model.safetensors", try file.encoded())], to: folder))
  }

  /// Writes `model.onnx`, `stage-1.onnx` and so on, and `manifest.json`.
  ///
  /// - Throws: ``ExportError`` for a network that no graph can stand for, before anything is written.
  package func writeONNX(to folder: String) throws -> Report {
    let (network, dataset) = (experiment.network, experiment.dataset)
    let graphs = try NetworkGraphs(of: network, strategy: experiment.strategy, input: dataset.shape)
    let costs = try ExitCosts(of: network, input: dataset.shape, strategy: experiment.strategy)
    let evaluation = try? RunEvaluation(in: weights.directory)
    let isEvaluated = evaluation?.checkpoint == weights.checkpointName
    let scales = experiment.recipe.policySection.scalesTemperatures
    let manifest = ExportManifest(
      run: weights.directory.id, checkpoint: weights.checkpointName, dataset: dataset, graphs: graphs,
      costs: costs.multiplyAccumulates,
      early: isEvaluated
        ? evaluation.flatMap { ExportManifest.EarlyExit($0, scalesTemperatures: scales) } : nil)
    var report = Report()
    if manifest.early == nil {
      report.notes.append(
        "\(weights.checkpointName) has no thresholds: `workbench eval` finds those of the best checkpoint")
    }
    report.files = try write(manifest.files(of: graphs), to: folder)
    return report
  }

  private func write(_ files: [(name: String, data: Data)], to folder: String) throws -> [String] {
    try DurableFile.makeFolders(folder)
    return try files.map { name, data in
      try DurableFile.write(data, to: "\(folder)/\(name)")
      return "\(folder)/\(name)"
    }
  }
}
