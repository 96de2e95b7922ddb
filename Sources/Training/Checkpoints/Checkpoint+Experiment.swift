import Errors
import Files
import Foundation
import RunFiles
import WorkbenchCore

extension Checkpoint {
  /// Writes the experiment's tensors and the state.
  package static func write(
    _ experiment: Experiment, state: TrainingState, in folder: String
  ) throws -> Checkpoint {
    let name = Self.name(at: state.step)
    let strategy = try experiment.strategy.state()
    var state = state
    (state.strategyVersion, state.strategyNumbers) = (type(of: experiment.strategy).stateVersion, strategy.numbers)
    let files = [
      "model.safetensors": try Safetensors(experiment.network.tensors, metadata: metadata(of: experiment, state))
        .encoded(),
      "optimizer.safetensors": try Safetensors(experiment.optimizer.state()).encoded(),
      "strategy.safetensors": try Safetensors(strategy.tensors).encoded(),
      "state.json": try JSONFile.encode(state),
    ]
    return try write(files, as: name, in: folder)
  }

  /// What the weights say of themselves.
  ///
  /// No run's id: the same training gives the same bytes.
  private static func metadata(of experiment: Experiment, _ state: TrainingState) -> [String: String] {
    let recipe = experiment.recipe
    return [
      "format": "pt", "workbench": Program.version, "recipe": recipe.name, "group": recipe.groupKey,
      "seed": "\(recipe.seed)", "epoch": "\(state.epoch)", "step": "\(state.step)",
      "classes": experiment.dataset.classNames.joined(separator: ","),
    ]
  }

  /// Brings the experiment to where the checkpoint was written.
  ///
  /// - Throws: ``CheckpointDamaged`` when a file is not what was written, ``CheckpointOfOtherVersion`` when another version of the
  ///   program wrote it.
  package func restore(_ experiment: Experiment) throws -> TrainingState {
    try verify()
    guard let state = try? JSONFile.read(TrainingState.self, from: stateFile) else {
      // It is what was written, by the manifest.
      throw otherVersion("its state.json has other entries than this program reads")
    }
    try restoreWeights(experiment.network)
    try experiment.optimizer.restore(tensors("optimizer.safetensors"))
    do {
      try experiment.strategy.takeUp(
        StrategyState(numbers: state.strategyNumbers, tensors: tensors("strategy.safetensors")),
        version: state.strategyVersion)
    } catch let error as StateOfOtherVersion {
      throw otherVersion("\(error)")
    }
    return state
  }

  private func otherVersion(_ reason: String) -> CheckpointOfOtherVersion {
    let metadata = FileManager.default.contents(atPath: model).flatMap { try? Safetensors($0).metadata }
    return CheckpointOfOtherVersion(path: path, writer: metadata?["workbench"] ?? "of another version", reason: reason)
  }

  /// Loads parameters and buffers alone; names and shapes must match exactly.
  func restoreWeights(_ network: Network) throws {
    let match = WeightMatch(network.tensors, in: try tensors("model.safetensors"))
    guard match.isExact else {
      throw WeightsMismatch(
        path: path, missing: match.missing, unexpected: match.unexpected, misshaped: match.misshaped.map(\.name))
    }
    try match.assign()
  }

  private func tensors(_ file: String) throws -> [String: Tensor] {
    guard let data = DurableFile.contents(of: "\(path)/\(file)") else {
      throw CheckpointDamaged(path: path, reason: "\(file) is missing")
    }
    do {
      return try Safetensors(data).tensors
    } catch let error as SafetensorsError {
      throw CheckpointDamaged(path: path, reason: "\(file): \(error)")
    }
  }
}

extension Network {
  /// Parameters and buffers by name.
  package var tensors: [String: Tensor] {
    Dictionary(uniqueKeysWithValues: (scope.parameters + scope.buffers).map { ($0.name, $0.value) })
  }
}

/// Weights that do not fit a network.
package struct WeightsMismatch: StatusedError, CustomStringConvertible, Equatable {
  package let path: String
  package let missing: [String]
  package let unexpected: [String]
  package let misshaped: [String]

  package var description: String {
    func line(_ what: String, _ names: [String]) -> String {
      names.isEmpty ? "" : "\n  \(names.count) \(what): \(names.listed())"
    }
    return "the weights of \(path) do not fit this network" + line("missing", missing)
      + line("unexpected", unexpected) + line("of another shape", misshaped)
  }

  package var exitStatus: ExitStatus { .badInput }
}
