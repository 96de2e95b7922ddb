import Foundation
import Inference
import Pictures
import WorkbenchCore

/// A run's network with a fitted exit policy, ready to classify pictures.
package struct Predictor {
  /// The policy's name.
  package let policy: String
  /// The thresholds that it leaves by, as they were found on the split of the fit.
  package let point: OperatingPoint
  private let experiment: Experiment
  private let fitted: FittedPolicy
  private let engine: InferenceEngine
  private let input: PictureInput

  /// How many pictures are held at once.
  private static let batchSize = 256

  /// Fits the recipe's policy on the split that it names.
  ///
  /// Pictures leave by what the recipe asks for (`budget`, `accuracy`, `distribution`, in this order), else by what the policy has
  /// decided by itself, else by the cheapest thresholds with which the split of the fit is answered as well as by the last exit.
  ///
  /// - Throws: ``PolicyNotFitted`` where there is nothing to fit the policy on, or where it reads labels.
  init(_ experiment: Experiment) throws {
    let recipe = experiment.recipe
    policy = recipe.policy.name
    guard !type(of: experiment.policy).readsLabels else {
      throw PolicyNotFitted("exit policy '\(policy)' reads labels, which pictures do not have; choose another")
    }
    let split = recipe.policySection.fitOn.split
    guard experiment.dataset.count(of: split) > 0,
      let fitting = try Evaluator(experiment).logits(on: split)
    else {
      throw PolicyNotFitted(
        "thresholds are fitted on the \(split.rawValue) split, which the data set '\(recipe.data.name)' leaves empty; "
          + "choose another with policy.fit-on")
    }
    let costs = try ExitCosts(
      of: experiment.network, input: experiment.dataset.shape, strategy: experiment.strategy)
    fitted = try FittedPolicy(experiment, fittedTo: fitting, costs: costs.multiplyAccumulates.map(Double.init))
    point = fitted.targets.first ?? fitted.cheapestWithoutLoss
    input = try PictureInput(experiment)
    engine = InferenceEngine(experiment.network, strategy: experiment.strategy)
    self.experiment = experiment
  }

  /// Classifies the pictures at these paths and hands over one prediction for each, in their order.
  ///
  /// A picture that cannot be read becomes a prediction that says so; the others are answered.
  package func predictions(of paths: [String], _ each: (PicturePrediction) throws -> Void) throws {
    for start in stride(from: 0, to: paths.count, by: Self.batchSize) {
      let those = paths[start..<min(start + Self.batchSize, paths.count)]
      let read = those.map { path in Result { () throws(PictureError) in try input.values(ofFileAt: path) } }
      let values = read.compactMap { try? $0.get() }
      var answers = try values.isEmpty ? [] : engine.answers(to: input.batch(values), by: fitted.rule(point.thresholds))
      for (path, result) in zip(those, read) {
        switch result {
        case .success:
          try each(PicturePrediction(of: path, answers.removeFirst(), experiment.dataset.classNames, fitted.costs))
        case .failure(let error): try each(PicturePrediction(of: path, unreadable: error))
        }
      }
    }
  }
}

/// A policy that cannot leave by itself.
package struct PolicyNotFitted: Error, CustomStringConvertible, Equatable {
  package let description: String

  init(_ description: String) { self.description = description }
}

extension FittedPolicy {
  /// The cheapest point of the curve whose accuracy on the fitted split is at least the last exit's; else the most accurate.
  var cheapestWithoutLoss: OperatingPoint {
    let never = DirectSearch.thresholds(shared: OperatingPoint.never, exits: costs.count)
    let whole = OperatingPoint("last exit", thresholds: never, on: samples, costs: costs)
    return curve.filter { $0.accuracy >= whole.accuracy }.min { $0.cost < $1.cost } ?? whole
  }
}

extension RunWeights {
  /// What classifies pictures by these weights; `overrides` are values of the section `policy`.
  package func predictor(registry: Registry, overrides: [String] = []) throws -> Predictor {
    try Predictor(loadedExperiment(registry: registry, overrides: overrides))
  }
}
