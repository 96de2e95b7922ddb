import Foundation
import Inference
import Recipes
import RunFiles

/// `policy.json`: the exit policy as an evaluation has fitted it, by which pictures can leave without a second fit.
package struct StoredPolicy: Codable, Equatable {
  var schema = "workbench.policy/1"
  let policy: String
  /// The keys of the section `policy`, with the values that they resolved to.
  let settings: [String: String]
  let checkpoint: String
  /// The SHA-256 of the weights.
  let weights: String
  let fittedOn: String
  /// What logits are divided by first, one for each exit; empty where they are left as they are.
  let temperatures: [Double]
  /// What the policy has learned.
  let learned: [[Double]]
  /// What pictures leave by.
  let point: OperatingPoint

  /// - Throws: ``CheckpointDamaged`` where the checkpoint does not say what its weights are.
  package init(_ fitted: FittedPolicy, of recipe: Recipe, _ checkpoint: Checkpoint) throws {
    policy = recipe.policy.name
    settings = Self.settings(of: recipe)
    (self.checkpoint, weights) = (checkpoint.name, try checkpoint.digestOfWeights())
    fittedOn = recipe.policySection.fitOn.rawValue
    (temperatures, learned) = (fitted.temperatures, fitted.policy.learned)
    point = fitted.pointForPictures
  }

  /// What the last evaluation into a folder wrote, if it is of these weights and settings; `nil` otherwise.
  package init?(in folder: String, of recipe: Recipe, _ checkpoint: Checkpoint, exits: Int) {
    guard let stored = try? JSONFile.read(StoredPolicy.self, from: Self.path(in: folder)),
      stored.settings == Self.settings(of: recipe), stored.weights == (try? checkpoint.digestOfWeights()),
      stored.point.thresholds.count == exits, stored.temperatures.isEmpty || stored.temperatures.count == exits
    else { return nil }
    self = stored
  }

  package func write(to folder: String) throws { try JSONFile.write(self, to: Self.path(in: folder)) }

  private static func path(in folder: String) -> String { folder + "/policy.json" }

  private static func settings(of recipe: Recipe) -> [String: String] {
    let entries = recipe.entries.filter { $0.path.hasPrefix("policy.") }
    return Dictionary(entries.map { ($0.path, $0.value) }) { first, _ in first }
  }
}

extension FittedPolicy {
  /// What pictures leave by: what the recipe asks for, else what the policy has decided by itself, else the cheapest point that
  /// costs no accuracy.
  var pointForPictures: OperatingPoint { targets.first ?? cheapestWithoutLoss }

  /// The cheapest point of the curve whose accuracy on the fitted split is at least the last exit's; else the last exit.
  private var cheapestWithoutLoss: OperatingPoint {
    let never = DirectSearch.thresholds(shared: OperatingPoint.never, exits: costs.count)
    let whole = OperatingPoint("last exit", thresholds: never, on: samples, costs: costs)
    return curve.filter { $0.accuracy >= whole.accuracy }.min { $0.cost < $1.cost } ?? whole
  }
}
