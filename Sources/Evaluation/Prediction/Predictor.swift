import Errors
import Foundation
import Inference
import Pictures
import RunFiles
import Training
import WorkbenchCore

/// A run's network with a fitted exit policy, ready to classify pictures.
package struct Predictor {
  /// The policy's name.
  package let policy: String
  /// The thresholds that it leaves by, as they were found on the split of the fit.
  package let point: OperatingPoint
  /// Whether the policy is the one that the run's evaluation has fitted and stored, rather than one that was fitted now.
  package let isStored: Bool
  /// The split of the fit.
  package let fittedOn: String
  private let experiment: Experiment
  private let rule: PolicyRule
  /// Of the way to each exit.
  private let costs: [Double]
  private let engine: InferenceEngine
  private let input: PictureInput

  /// How many pictures are held at once.
  private static let batchSize = 256

  /// Takes the policy as it was stored, or fits the recipe's on the split that it names.
  ///
  /// Pictures leave by what the recipe asks for (`budget`, `accuracy`, `distribution`, in this order), else by what the policy has
  /// decided by itself, else by the cheapest thresholds with which the split of the fit is answered as well as by the last exit.
  ///
  /// - Throws: ``PolicyNotFitted`` where there is nothing to fit the policy on, or where it reads labels.
  init(_ experiment: Experiment, stored: StoredPolicy?) throws {
    let recipe = experiment.recipe
    (policy, isStored, fittedOn) = (recipe.policy.name, stored != nil, recipe.policySection.fitOn.rawValue)
    guard !type(of: experiment.policy).readsLabels else {
      throw PolicyNotFitted("exit policy '\(policy)' reads labels, which pictures do not have; choose another")
    }
    costs = try ExitCosts(of: experiment.network, input: experiment.dataset.shape, strategy: experiment.strategy)
      .multiplyAccumulates.map(Double.init)
    if let stored {
      var policy = experiment.policy
      try policy.restore(stored.learned)
      point = stored.point
      rule = PolicyRule(policy, thresholds: point.thresholds, temperatures: stored.temperatures)
    } else {
      let fitted = try Self.fitted(experiment, costs: costs)
      point = fitted.pointForPictures
      rule = fitted.rule(point.thresholds)
    }
    input = try PictureInput(experiment)
    engine = InferenceEngine(experiment.network, strategy: experiment.strategy)
    self.experiment = experiment
  }

  private static func fitted(_ experiment: Experiment, costs: [Double]) throws -> FittedPolicy {
    let split = experiment.recipe.policySection.fitOn.split
    guard experiment.dataset.count(of: split) > 0,
      let fitting = try Evaluator(experiment).logits(on: split)
    else {
      throw PolicyNotFitted(
        "thresholds are fitted on the \(split.rawValue) split, which the data set '\(experiment.recipe.data.name)' leaves empty; "
          + "choose another with policy.fit-on")
    }
    return try FittedPolicy(experiment, fittedTo: fitting, costs: costs)
  }

  /// Classifies the pictures at these paths and hands over one prediction for each, in their order.
  ///
  /// A picture that cannot be read becomes a prediction that says so; the others are answered.
  package func predictions(of paths: [String], _ each: (PicturePrediction) throws -> Void) throws {
    for start in stride(from: 0, to: paths.count, by: Self.batchSize) {
      let those = paths[start..<min(start + Self.batchSize, paths.count)]
      let read = those.map { path in Result { () throws(PictureError) in try input.values(ofFileAt: path) } }
      let values = read.compactMap { try? $0.get() }
      var answers = try values.isEmpty ? [] : engine.answers(to: input.batch(values), by: rule)
      for (path, result) in zip(those, read) {
        switch result {
        case .success:
          try each(PicturePrediction(of: path, answers.removeFirst(), experiment.dataset.classNames, costs))
        case .failure(let error): try each(PicturePrediction(of: path, unreadable: error))
        }
      }
    }
  }
}

/// A policy that cannot leave by itself.
package struct PolicyNotFitted: StatusedError, CustomStringConvertible, Equatable {
  package let description: String

  init(_ description: String) { self.description = description }

  package var exitStatus: ExitStatus { .badInput }
}

extension RunWeights {
  /// What classifies pictures by these weights; `overrides` are values of the section `policy`.
  ///
  /// The policy is the one that the last evaluation of these weights by this policy has fitted, where there is one and its
  /// settings were the same.
  package func predictor(registry: Registry, overrides: [String] = []) throws -> Predictor {
    let experiment = try loadedExperiment(registry: registry, overrides: overrides)
    let folder = evaluationFolder(overrides.isEmpty ? nil : experiment.recipe.policy.name)
    let stored = StoredPolicy(
      in: folder, of: experiment.recipe, checkpoint, exits: experiment.network.heads.count)
    return try Predictor(experiment, stored: stored)
  }
}
