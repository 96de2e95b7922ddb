import Testing
import WorkbenchCore
import WorkbenchTesting

/// The section `combination`: once for every strategy.
@Suite struct CombinationTests {
  private func list(_ rule: some GradientStrategy, _ keys: [String: String]) throws -> any GradientStrategy {
    try StrategyList([rule], CombinationSection(keys))
  }

  private func moment(_ step: Int) -> StepContext {
    StepContext(step: step, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
  }

  private func close(_ a: [[Double]?], _ b: [[Double]?]) -> Bool {
    zip(a, b).allSatisfy { a, b in
      (a == nil) == (b == nil) && zip(a ?? [], b ?? []).allSatisfy { abs($0 - $1) <= 1e-12 }
    }
  }

  /// Answers with the next of some weights, gradients' or losses'.
  private struct Scripted: GradientStrategy {
    static let name = "scripted"
    static let summary = "weights in turn"
    static let roles = StrategyRoles.combination
    static let publishedScale = UpdateScale.own

    let need: GradientNeed
    var answers: [[Double]]

    init(_ need: GradientNeed, _ answers: [[Double]]) { (self.need, self.answers) = (need, answers) }
    init(_ settings: Settings) { (need, answers) = (.scalar, []) }

    mutating func weights(of losses: [Double], in context: inout StepContext) -> [Double] { answers.removeFirst() }
    mutating func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) -> [Double] {
      answers.removeFirst()
    }
  }

  // MARK: - Holding weights

  @Test func `held weights give the same update in one backward pass, and heads follow their own loss`() throws {
    let factors = [0.5, 2, -1]
    let tiny = try TinyNetwork()
    var strategy = try list(WeightedGradients(factors, .backbone), ["every": "2"])
    #expect(strategy.need == .gram(.backbone))
    _ = try tiny.differentiate(with: &strategy, step: 0)
    let chosen = try tiny.gradients()
    var context = moment(0)
    try strategy.stepEnded(in: &context)
    #expect(strategy.need == .cotangents)
    _ = try tiny.differentiate(with: &strategy, step: 0)
    #expect(close(try tiny.gradients(), chosen))
    try strategy.stepEnded(in: &context)
    #expect(strategy.need == .gram(.backbone))
  }

  @Test func `a rule is asked every so many steps, also after a resume`() throws {
    var strategy = try list(Scripted(.scalar, [[1, 2]]), ["every": "3"])
    var weights: [[Double]] = []
    for step in 0..<4 {
      var here = moment(step)
      weights.append(try strategy.weights(of: [1, 1], in: &here))
      try strategy.stepEnded(in: &here)
      let state = try strategy.state()
      strategy = try list(Scripted(.scalar, [[3, 4]]), ["every": "3"])
      try strategy.restore(state)
    }
    #expect(weights == [[1, 2], [1, 2], [1, 2], [3, 4]])
  }

  /// Learns its weights in trials, and counts them.
  private struct LearningRule: GradientStrategy {
    static let name = "learning"
    static let summary = "counts trials"
    static let roles = StrategyRoles.combination

    let need = GradientNeed.gram(.backbone)
    var trials = 0.0

    init() {}
    init(_ settings: Settings) {}

    mutating func stepBegan(_ trial: StepTrial, in context: inout StepContext) { trials += 1 }
    func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) -> [Double] { [1, 1, 1] }
    func state() -> StrategyState { StrategyState(numbers: ["trials": [trials]]) }
    mutating func restore(_ state: StrategyState) throws { trials = try state.numbers("trials", count: 1)[0] }
  }

  @Test func `a rule whose weights are held tries nothing out`() throws {
    let tiny = try TinyNetwork()
    var strategy = try list(LearningRule(), ["every": "3"])
    var trials: [[Double]?] = []
    for step in 0..<4 {
      _ = try tiny.train(with: &strategy, step: step)
      trials.append(try strategy.state().numbers["0.learning.trials"])
    }
    #expect(trials == [[1], [1], [1], [2]])
  }

  // MARK: - Smoothing, scale, unit rows

  @Test func `weights are mixed with those before`() throws {
    var strategy = try list(Scripted(.scalar, [[1, 0], [0, 1], [0, 1]]), ["smoothing": "0.75"])
    var here = moment(0)
    let weights = try (0..<3).map { _ in try strategy.weights(of: [1, 1], in: &here) }
    #expect(weights == [[1, 0], [0.75, 0.25], [0.5625, 0.4375]])
  }

  @Test func `weights of losses get the sum of a sum or a mean`() throws {
    func weights(_ scale: String) throws -> [Double] {
      var strategy = try list(Scripted(.scalar, [[3, 1]]), ["scale": scale])
      var here = moment(0)
      return try strategy.weights(of: [1, 1], in: &here)
    }
    #expect(try weights("as-published") == [3, 1])
    #expect(try weights("sum") == [1.5, 0.5])
    #expect(try weights("mean") == [0.75, 0.25])
  }

  @Test func `a plain sum can be made a mean`() throws {
    let (plain, mean) = (try TinyNetwork(), try TinyNetwork())
    var sum: any GradientStrategy = Merged { _ in (1, 1) }
    _ = try plain.differentiate(with: &sum, step: 0)
    var strategy = try list(WeightedLosses([1, 1, 1]), ["scale": "mean"])
    _ = try mean.differentiate(with: &strategy, step: 0)
    #expect(close(try mean.gradients(), try plain.gradients().map { $0?.map { $0 / 3 } }))
  }

  @Test func `a rule sees gradients of length 1, and its weights act on those`() throws {
    func gradients(_ rule: some GradientStrategy) throws -> [[Double]?] {
      let tiny = try TinyNetwork()
      var strategy = try list(rule, ["unit-rows": "true"])
      _ = try tiny.differentiate(with: &strategy, step: 0)
      return try tiny.gradients()
    }
    let byGram = try gradients(WeightedGradients([1, 1, 1], .backbone))
    #expect(close(byGram, try gradients(SummedRows(.backbone))))
    let tiny = try TinyNetwork()
    var plain: any GradientStrategy = WeightedGradients([1, 1, 1], .backbone)
    _ = try tiny.differentiate(with: &plain, step: 0)
    let gram = try #require(plain as? WeightedGradients).seen[0]
    var weighted: any GradientStrategy = WeightedGradients((0..<3).map { 1 / gram[$0, $0].squareRoot() }, .backbone)
    _ = try tiny.differentiate(with: &weighted, step: 0)
    #expect(close(byGram, try tiny.gradients()))
  }

  // MARK: - Refusals

  /// Weighs losses, and says what the passes of an epoch are.
  private struct PassingRule: GradientStrategy {
    static let name = "passing"
    static let summary = "decides twice"
    static let roles: StrategyRoles = [.combination, .phases]

    init() {}
    init(_ settings: Settings) {}
  }

  private func message(_ members: [any GradientStrategy], _ keys: [String: String]) throws -> String {
    let tiny = try TinyNetwork()
    let error = try #require(throws: RecipeError.self) {
      var list = try StrategyList(members, CombinationSection(keys))
      try list.prepare(for: tiny.network.topology)
    }
    return error.problems.map { $0.message + ($0.hint.map { "; \($0)" } ?? "") }.joined()
  }

  @Test func `what means nothing to a strategy is refused`() throws {
    let merged = Merged { _ in (1, 1) }
    #expect(
      try message([Equilibrium()], ["unit-rows": "true"])
        == "a plain sum does not combine the exits' gradients, which 'unit-rows' is about")
    #expect(
      try message([merged], ["smoothing": "0.9"])
        == "strategy 'merged' chooses no weights that 'smoothing' could smooth")
    #expect(
      try message([SummedRows(.stage)], ["every": "2"])
        == "strategy 'summed-rows' chooses no weights that 'every' could hold")
    #expect(
      try message([PassingRule()], ["every": "2"])
        == "strategy 'passing' also decides the passes of an epoch and takes part in each of their steps")
    #expect(
      try message([WeightedGradients([1, 1, 1], .stage)], ["every": "2"])
        == "weights that differ from stage to stage cannot be applied in one backward pass; use 'scope: backbone'")
    #expect(
      try message([WeightedLosses([1, 1, 1])], ["preference": "[1, 2, 3]"])
        == "strategy 'weighted-losses' starts from no weighted mean, which 'preference' is about; "
        + "strategy 'weighted' gives losses weights")
    #expect(
      try message([merged], ["scale": "mean"])
        == "strategy 'merged' merges gradients boundary by boundary, so its update has no other scale; "
        + "adjust the learning rate")
    #expect(
      try message([Equilibrium()], ["scale": "sum"])
        == "strategy 'equilibrium' scales gradients block by block, which 'scale' cannot undo; adjust the learning rate"
    )
  }

  @Test func `the scale of an update is named`() throws {
    func scale(_ strategies: [any GradientStrategy.Type], _ keys: [String: String] = [:]) throws -> String {
      "\(CombinedScale(of: strategies, try CombinationSection(keys)))"
    }
    #expect(try scale([SummedRows.self]) == "like a sum of the exits' gradients (summed-rows, as published)")
    #expect(try scale([Equilibrium.self]) == "like a mean of the exits' gradients (equilibrium, as published)")
    #expect(
      try scale([Scripted.self], ["scale": "sum"])
        == "like a sum of the exits' gradients (combination.scale; scripted as published: of its own)")
    #expect(
      try scale([Equilibrium.self, SummedRows.self])
        == "like a mean of the exits' gradients (equilibrium and summed-rows, as published)")
    #expect(try scale([Equilibrium.self, Scripted.self]) == "of its own (equilibrium and scripted, as published)")
  }
}
