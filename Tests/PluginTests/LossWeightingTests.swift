import Foundation
import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import LossWeighting

/// Rules that weigh losses, against the numbers of TorchJD, LibMTL and the papers' formulas.
@Suite struct LossWeightingTests {
  private static let counts = [2, 4, 7]

  /// A network of so many exits as far as such a rule can see.
  private func topology(_ exits: Int) -> Topology {
    Topology(
      stages: (0..<exits).map { ParameterGroup(name: "stage \($0 + 1)", parameters: [], exits: $0..<exits) },
      heads: (0..<exits).map { ParameterGroup(name: "head \($0 + 1)", parameters: [], exits: $0..<$0 + 1) })
  }

  private func make<Rule: GradientStrategy>(
    _ type: Rule.Type, _ keys: [String: String] = [:], exits: Int
  ) throws -> Rule {
    var rule = try Rule(Settings(for: Rule.settings, keys))
    try rule.prepare(for: topology(exits))
    return rule
  }

  private func context(step: Int = 0, epoch: Int = 0, epochs: Int = 100, rate: Double = 0.1) -> StepContext {
    StepContext(step: step, epoch: epoch, epochs: epochs, learningRate: rate, seed: 1)
  }

  // MARK: - By hand and by schedule

  private struct Schedules: Decodable {
    let schedules: [String: Schedule]

    struct Schedule: Decodable {
      let linear: [Double]
      let eenet: [Double]
      let warmUp: [Double]
      let ramp: [Ramp]

      enum CodingKeys: String, CodingKey {
        case eenet = "eenet_training"
        case linear = "linear_depth_normalised"
        case ramp = "sdn"
        case warmUp = "jei_warmup"
      }
    }

    struct Ramp: Decodable {
      let epoch: Int
      let epochs: Int
      let weights: [Double]
    }
  }

  @Test func `linear weights and the ramp are those of the released codes`() throws {
    let golden: Schedules = try GoldenFile.read("schedules", in: "Golden/strategies/loss")
    for (count, schedule) in golden.schedules {
      let exits = try #require(Int(count))
      let losses = [Double](repeating: 1, count: exits)
      var here = context()
      for (form, expected) in [("pabee", schedule.linear), ("eenet", schedule.eenet), ("jei-dnn", schedule.warmUp)] {
        let rule = try make(LinearDepth.self, ["form": form], exits: exits)
        expectClose(rule.weights(of: losses, in: &here), expected, within: 1e-12, form)
      }
      let rule = try make(ShallowDeepRamp.self, exits: exits)
      for ramp in schedule.ramp {
        var there = context(epoch: ramp.epoch, epochs: ramp.epochs)
        expectClose(rule.weights(of: losses, in: &there), ramp.weights, within: 1e-12, "epoch \(ramp.epoch)")
      }
    }
  }

  @Test func `fixed weights are used as given`() throws {
    let rule = try make(FixedWeights.self, ["weights": "[0, 0.5, 3]"], exits: 3)
    var here = context()
    #expect(rule.weights(of: [1, 2, 3], in: &here) == [0, 0.5, 3])
  }

  @Test func `a list that does not fit the network is refused`() throws {
    func message<Rule: GradientStrategy>(_ type: Rule.Type, _ keys: [String: String], exits: Int) throws -> String {
      let error = try #require(throws: RecipeError.self) { try make(type, keys, exits: exits) }
      return error.problems.map { "\($0.message); \($0.hint ?? "")" }.joined()
    }
    let hint = "give one value for each, shallowest first"
    #expect(
      try message(FixedWeights.self, ["weights": "[1, 2]"], exits: 3)
        == "'weights' has 2 values, but the network has 3 exits; \(hint)")
    #expect(
      try message(ShallowDeepRamp.self, ["tau": "[0.5]"], exits: 3)
        == "'tau' has 1 value, but the network has 2 early exits; \(hint)")
    #expect(
      try message(ShallowDeepRamp.self, [:], exits: 8)
        == "'sdn-ramp' has published weights for 6 early exits, but the network has 7; "
        + "give 'tau' one value for each, such as its share of the whole network's cost")
    #expect(
      try message(SmoothTchebycheff.self, ["preference": "[1, 1]"], exits: 3)
        == "'preference' has 2 values, but the network has 3 exits; \(hint)")
  }

  // MARK: - By chance

  @Test(arguments: counts) func `random weights are a softmax of normal numbers`(exits: Int) throws {
    let golden = try GoldenLosses.read("rlw_K\(exits)")
    for step in try #require(golden.cases) {
      expectClose(softmax(try #require(step.normals)), step.weights, within: golden.tolerance)
    }
    let rule = try make(RandomLossWeighting.self, exits: exits)
    let losses = [Double](repeating: 1, count: exits)
    let drawn = [0, 1, 0].map { step in
      var here = context(step: step)
      return rule.weights(of: losses, in: &here)
    }
    #expect(drawn[0] == drawn[2])
    #expect(drawn[0] != drawn[1])
    #expect(abs(drawn[0].reduce(0, +) - 1) <= 1e-12)
  }

  // MARK: - By what the losses do

  @Test(arguments: counts) func `dynamic weight averages follow the epochs`(exits: Int) throws {
    let golden = try GoldenLosses.read("dwa_K\(exits)")
    var rule = try make(DynamicWeightAverage.self, exits: exits)
    for (number, epoch) in try #require(golden.epochs).enumerated() {
      var here = context(epoch: number)
      for losses in epoch.batches {
        expectClose(rule.weights(of: losses, in: &here), epoch.weights, within: golden.tolerance, "epoch \(number)")
      }
      rule.epochEnded(EpochSummary(epoch: number, epochs: 100, losses: meanLosses(epoch.batches)))
    }
  }

  @Test(arguments: counts) func `the geometric mean divides by every loss`(exits: Int) throws {
    let golden = try GoldenLosses.read("gls_K\(exits)")
    let rule = try make(GeometricLoss.self, exits: exits)
    var here = context()
    for step in try #require(golden.cases) {
      expectClose(rule.weights(of: try #require(step.losses), in: &here), step.weights, within: golden.tolerance)
    }
  }

  @Test(arguments: counts, ["0.1", "1"])
  func `smooth Tchebycheff weighs the largest loss`(exits: Int, mu: String) throws {
    let golden = try GoldenLosses.read("stch_K\(exits)_mu\(mu)")
    var here = context()
    for step in try #require(golden.cases) {
      var keys = ["mu": mu]
      if let preference = step.preference { keys["preference"] = "\(preference)" }
      if let reference = step.reference { keys["reference"] = "\(reference)" }
      let rule = try make(SmoothTchebycheff.self, keys, exits: exits)
      expectClose(rule.weights(of: try #require(step.losses), in: &here), step.weights, within: golden.tolerance)
    }
  }

  @Test(arguments: counts) func `smooth Tchebycheff by nadir begins after its warm-up`(exits: Int) throws {
    let golden = try GoldenLosses.read("stch_mtl_K\(exits)")
    var rule = try make(SmoothTchebycheffByNadir.self, exits: exits)
    let steps = try #require(golden.steps)
    let warmUp = steps.filter { $0.epoch == 4 }
    for (number, step) in steps.enumerated() {
      if number == warmUp.count {
        rule.epochEnded(EpochSummary(epoch: 4, epochs: 100, losses: meanLosses(warmUp.compactMap(\.losses))))
        expectClose(try #require(rule.state().numbers["nadir"]), try #require(golden.nadir), within: golden.tolerance)
      }
      var here = context(epoch: step.epoch ?? 0)
      let weights = rule.weights(of: try #require(step.losses), in: &here)
      expectClose(weights, step.weights, within: golden.tolerance, "step \(number)")
    }
  }

  @Test func `a loss that rounds to zero gives no infinite weight`() throws {
    var here = context()
    let losses = [0.0, 1]
    var famo = try make(FastAdaptiveWeighting.self, exits: 2)
    let weights = [
      try make(GeometricLoss.self, exits: 2).weights(of: losses, in: &here),
      try make(SmoothTchebycheffByNadir.self, exits: 2).weights(of: losses, in: &here),
      famo.weights(of: losses, in: &here),
    ]
    for found in weights { #expect(!found.contains { !$0.isFinite }, "\(found)") }
  }

  // MARK: - By training

  private func compareScalars<Rule: GradientStrategy>(_ type: Rule.Type, _ file: String, exits: Int) throws {
    let golden = try GoldenLosses.read(file)
    let initial = try #require(golden.params?.initial)
    var rule = try make(type, ["initial": "\(initial)", "momentum": "0"], exits: exits)
    for (number, step) in try #require(golden.steps).enumerated() {
      let scalars = try #require(rule.state().numbers["values"])
      expectClose(scalars, try #require(step.scalars), within: golden.tolerance, "step \(number)")
      var here = context(step: number)
      let weights = try rule.weights(of: try #require(step.losses), in: &here)
      expectClose(weights, step.weights, within: golden.tolerance, "step \(number)")
    }
  }

  @Test(arguments: counts, ["0", "-0.5"])
  func `uncertainties follow the losses`(exits: Int, initial: String) throws {
    try compareScalars(UncertaintyWeighting.self, "uw_K\(exits)_init\(initial)", exits: exits)
  }

  @Test(arguments: counts) func `impartial scales follow the losses`(exits: Int) throws {
    try compareScalars(ImpartialLosses.self, "imtl_l_K\(exits)_init0", exits: exits)
  }

  @Test func `trained scalars keep their momentum, and a rate of their own where one is given`() throws {
    var rule = try make(ImpartialLosses.self, ["learning-rate": "0.5", "momentum": "0.5"], exits: 1)
    var here = context()
    _ = rule.weights(of: [2], in: &here)
    #expect(rule.state().numbers["values"] == [-0.5])
    _ = rule.weights(of: [exp(0.5)], in: &here)
    // The gradient is exp(-0.5) * exp(0.5) - 1 = 0: what is left is half the step before.
    #expect(abs(try #require(rule.state().numbers["values"])[0] + 0.75) <= 1e-12)
  }

  @Test(arguments: counts, ["1e-05", "0.001"])
  func `fast adaptive weights follow what a step achieved`(exits: Int, decay: String) throws {
    let golden = try GoldenLosses.read("famo_K\(exits)_wd\(decay)")
    var rule = try make(FastAdaptiveWeighting.self, ["decay": decay], exits: exits)
    for (number, step) in try #require(golden.steps).enumerated() {
      var here = context(step: number)
      let weights = rule.weights(of: try #require(step.before), in: &here)
      expectClose(weights, step.weights, within: golden.tolerance, "step \(number)")
      here.lossesAfterStep = step.after
      rule.stepEnded(in: &here)
      let logits = try #require(rule.state().numbers["values"])
      expectClose(logits, try #require(step.logitsAfter), within: golden.tolerance, "step \(number)")
    }
  }

  @Test func `fast adaptive weights do not learn from losses that are not finite`() throws {
    var rule = try make(FastAdaptiveWeighting.self, exits: 2)
    var here = context()
    _ = rule.weights(of: [1, 2], in: &here)
    here.lossesAfterStep = [.nan, 1]
    rule.stepEnded(in: &here)
    #expect(rule.state().numbers["values"] == [0, 0])
  }

  @Test(arguments: counts, ["0.12", "1.5"])
  func `gradient norms follow their targets`(exits: Int, alpha: String) throws {
    let golden = try GoldenLosses.read("gradnorm_K\(exits)_a\(alpha)")
    var rule = try make(GradientNormalization.self, ["alpha": alpha], exits: exits)
    for (number, step) in try #require(golden.steps).enumerated() {
      var here = context(step: number)
      let gram = GoldenLosses.gram(try #require(step.rows))
      let weights = rule.weights(of: gram, losses: try #require(step.losses), in: &here)
      expectClose(weights, step.weights, within: golden.tolerance, "step \(number)")
      let next = try #require(rule.state().numbers["weights"])
      expectClose(next, try #require(step.weightsNext), within: golden.tolerance, "step \(number)")
    }
  }

  private struct SoftmaxNorms: Decodable {
    let J: [[Double]]
    let losses: [Double]
    let initial_losses: [Double]
    let param: [Double]
    let weights: [Double]
    let param_grad: [Double]
    let gradient: [Double]
    let abs_tol: Double
  }

  @Test(arguments: counts) func `softmax weights follow their norms from the second epoch on`(exits: Int) throws {
    let golden = try GoldenFile.read("gradnorm_softmax_K\(exits)", in: "Golden/strategies/loss", as: SoftmaxNorms.self)
    var rule = try make(SoftmaxGradientNormalization.self, exits: exits)
    let gram = GoldenLosses.gram(golden.J)
    var here = context(rate: 1)
    #expect(rule.weights(of: gram, losses: golden.losses, in: &here) == golden.losses.map { _ in 1 })

    rule.epochEnded(EpochSummary(epoch: 0, epochs: 2, losses: golden.initial_losses))
    var state = rule.state()
    state.numbers["values"] = golden.param
    try rule.restore(state)
    let weights = rule.weights(of: gram, losses: golden.losses, in: &here)
    expectClose(weights, golden.weights, within: golden.abs_tol)
    let moved = try #require(rule.state().numbers["values"])
    expectClose(zip(golden.param, moved).map { $0 - $1 }, golden.param_grad, within: golden.abs_tol)
    let combined = golden.gradient.indices.map { column in
      zip(weights, golden.J).reduce(0) { $0 + $1.0 * $1.1[column] }
    }
    expectClose(combined, golden.gradient, within: golden.abs_tol)
  }

  // MARK: - Memory

  @Test(arguments: ["dwa", "stch-mtl", "uncertainty", "imtl-l", "famo", "gradnorm", "gradnorm-softmax"])
  func `a checkpoint between epochs changes no bit of what follows`(name: String) throws {
    let registry = try Registry(linkedPlugins)
    func fresh() throws -> any GradientStrategy {
      var rule = try registry.strategy(ComponentByName(name, name == "stch-mtl" ? ["warm-up": "1"] : [:]))
      try rule.prepare(for: topology(3))
      return rule
    }
    func step(_ rule: inout any GradientStrategy, _ number: Int) throws -> [Double] {
      var random = RandomStream(seed: 7, purpose: "losses", number)
      func draw() -> [Double] { (0..<3).map { _ in random.uniform() + 0.1 } }
      var here = context(step: number, epoch: number / 2)
      let losses = draw()
      let gram = GoldenLosses.gram((0..<3).map { _ in draw() })
      let weights =
        if case .scalar = rule.need {
          try rule.weights(of: losses, in: &here)
        } else {
          try rule.weights(of: gram, losses: losses, in: &here)
        }
      here.lossesAfterStep = draw()
      try rule.stepEnded(in: &here)
      if number % 2 == 1 { try rule.epochEnded(EpochSummary(epoch: number / 2, epochs: 6, losses: losses)) }
      return weights
    }

    var rule = try fresh()
    let first = try step(&rule, 0)
    for number in 1..<7 { _ = try step(&rule, number) }
    let state = try rule.state()
    var resumed = try fresh()
    let saved = try JSONDecoder().decode([String: [Double]].self, from: JSONEncoder().encode(state.numbers))
    try resumed.restore(StrategyState(numbers: saved, tensors: state.tensors))
    for number in 7..<12 {
      let weights = try step(&rule, number)
      #expect(try step(&resumed, number) == weights, "step \(number)")
      #expect(weights != first)
    }
  }

  @Test func `a state of another strategy is refused`() throws {
    var rule = try make(UncertaintyWeighting.self, exits: 3)
    let other = try make(UncertaintyWeighting.self, exits: 2)
    let error = try #require(throws: ModelError.self) { try rule.restore(other.state()) }
    #expect("\(error)" == "the strategy's saved state has no 'values' of 3 numbers: it is of another strategy")
  }
}
