import Foundation
import WorkbenchCore

/// Times the choice of weights alone, for every strategy that reads the inner products of the exits' gradients.
package enum SolverTiming {
  /// The median seconds of a choice by the strategy's name, over random gradients of as many exits; for strategies whose keys all
  /// have defaults.
  ///
  /// The gradients have a part in common, as those of exits do; some conflict.
  package static func medians(
    exits: Int, in registry: Registry, choices: Int = 200
  ) throws -> [String: Double] {
    let groups = (0..<exits).map { ParameterGroup(name: "stage \($0 + 1)", parameters: [], exits: $0..<exits) }
    let topology = Topology(stages: groups, heads: groups)
    var medians: [String: Double] = [:]
    for name in registry.strategies.names {
      guard let type = registry.strategies[name], var rule = try? type.init(Settings(for: type.settings)),
        rule.need == .gram(.backbone)
      else { continue }
      try rule.prepare(for: topology)
      medians[name] = try median(of: &rule, exits: exits, choices: choices)
    }
    return medians
  }

  private static func median(of rule: inout any GradientStrategy, exits: Int, choices: Int) throws -> Double {
    let clock = ContinuousClock()
    let losses = [Double](repeating: 1, count: exits)
    let times = try (0..<choices).map { step in
      let gram = gram(exits: exits, step: step)
      var context = StepContext(step: step, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
      let begun = clock.now
      _ = try rule.weights(of: gram, losses: losses, in: &context)
      return (clock.now - begun).seconds
    }
    return times.sorted()[choices / 2]
  }

  private static func gram(exits: Int, step: Int) -> GramMatrix {
    var random = RandomStream(seed: 0, purpose: "solver timing", step)
    let common = (0..<40).map { _ in random.normal() }
    let rows = (0..<exits).map { _ in common.map { 0.3 * $0 + random.normal() } }
    let products = rows.flatMap { a in rows.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
    return GramMatrix(products, exits: 0..<exits)
  }
}
