import Testing
import WorkbenchCore
import WorkbenchTesting

/// The three ways to an update, against each other and against plain differentiation.
@Suite struct GradientEngineTests {
  /// What one step of a strategy leaves at the parameters of the tiny network.
  private func gradients(_ strategy: some GradientStrategy, _ tiny: TinyNetwork) throws -> [[Double]?] {
    var strategy: any GradientStrategy = strategy
    _ = try tiny.differentiate(with: &strategy, step: 0)
    return try tiny.gradients()
  }

  private func expectEqual(_ found: [[Double]?], _ expected: [[Double]?], _ tiny: TinyNetwork) {
    for ((a, b), parameter) in zip(zip(found, expected), tiny.network.scope.parameters) {
      #expect((a == nil) == (b == nil), "whether there is a gradient at \(parameter.name)")
      let distance = zip(a ?? [], b ?? []).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(distance <= 1e-12, "\(parameter.name): \(distance)")
    }
  }

  @Test(arguments: [GradientScope.backbone, .stage])
  func `one backward pass, weighted gradients and summed rows give the same update`(scope: GradientScope) throws {
    let expected = try gradients(WeightedLosses([1, 1, 1]), TinyNetwork())
    #expect(expected.contains { $0 == nil })
    #expect(expected.contains { $0 != nil })
    let tiny = try TinyNetwork()
    expectEqual(try gradients(WeightedGradients([1, 1, 1], scope), tiny), expected, tiny)
    expectEqual(try gradients(SummedRows(scope), tiny), expected, tiny)
  }

  @Test func `gradients that are added at every boundary give the plain sum`() throws {
    let tiny = try TinyNetwork()
    expectEqual(
      try gradients(Merged { _ in (1, 1) }, tiny), try gradients(WeightedLosses([1, 1, 1]), TinyNetwork()), tiny)
  }

  @Test func `gradient equilibrium is a merge, too`() throws {
    let tiny = try TinyNetwork()
    let merged = Merged { exit in
      let served = Double(exit.count - exit.index)
      return (1 / served, (served - 1) / served)
    }
    expectEqual(try gradients(merged, tiny), try gradients(Equilibrium(), TinyNetwork()), tiny)
  }

  @Test func `an exit's head and all that is behind it meet at its features`() throws {
    let tiny = try TinyNetwork()
    var strategy: any GradientStrategy = Merged { _ in (1, 1) }
    _ = try tiny.differentiate(with: &strategy, step: 0)
    let seen = try #require(strategy as? Merged).seen
    #expect(seen.map(\.exit) == [3, 2, 1])
    // Heads read the coarse scale alone; the fine one of the second block feeds nothing that an exit reads.
    #expect(seen.map(\.head) == [[false, true], [false, true], [false, true]])
    #expect(seen.map(\.trunk) == [[false, false], [false, true], [false, true]])
    #expect(seen.map(\.scope) == ["exit 3", "exit 2", "exit 1"])
  }

  @Test func `weights of losses act on heads, weights of gradients on shared parameters alone`() throws {
    let tiny = try TinyNetwork()
    let factors = [0.5, 2, -1]
    let byLoss = try gradients(WeightedLosses(factors), tiny)
    let byGradient = try gradients(WeightedGradients(factors, .backbone), tiny)
    let plain = try gradients(WeightedLosses([1, 1, 1]), tiny)
    let isHead = tiny.network.scope.parameters.map { $0.name.hasPrefix("heads.") }
    func part(_ all: [[Double]?], heads: Bool) -> [[Double]?] { zip(all, isHead).filter { $1 == heads }.map(\.0) }
    for (a, b) in zip(part(byLoss, heads: false), part(byGradient, heads: false)) {
      #expect(zip(a ?? [], b ?? []).allSatisfy { abs($0 - $1) <= 1e-12 })
    }
    #expect(part(byGradient, heads: true) == part(plain, heads: true))
    #expect(part(byLoss, heads: true) != part(plain, heads: true))
  }

  @Test func `a scope sees the exits that reach it, and their losses`() throws {
    let tiny = try TinyNetwork()
    func seen(_ scope: GradientScope) throws -> WeightedGradients {
      var strategy: any GradientStrategy = WeightedGradients([1, 1, 1], scope)
      _ = try tiny.differentiate(with: &strategy, step: 0)
      return try #require(strategy as? WeightedGradients)
    }
    let stages = try seen(.stage)
    #expect(stages.seen.map(\.exits) == [0..<3, 1..<3, 2..<3])
    #expect(stages.seenLosses.map(\.count) == [3, 2, 1])
    #expect(stages.seenLosses[2] == [stages.seenLosses[0][2]])
    #expect(try seen(.backbone).seen.map(\.exits) == [0..<3])

    var rows: any GradientStrategy = SummedRows(.stage)
    _ = try tiny.differentiate(with: &rows, step: 0)
    let shapes = try #require(rows as? SummedRows).shapes
    // The fine convolutions of the second block reach the third one alone, whose own fine ones reach nobody.
    func count(_ names: [String]) -> Int {
      tiny.network.scope.parameters.filter { parameter in
        names.contains { parameter.name.hasPrefix("blocks.\($0).") } && parameter.value.gradient != nil
      }.reduce(0) { $0 + $1.value.count }
    }
    #expect(shapes == [[3, count(["0"])], [2, count(["1"])], [1, count(["2"])]])
  }

  /// Reports the number of exits that it is asked about.
  private struct Reporting: GradientStrategy {
    static let name = "reporting"
    static let summary = "reports what it is asked about"

    let need: GradientNeed

    init(_ need: GradientNeed) { self.need = need }
    init(_ settings: Settings) { need = .scalar }

    mutating func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) -> [Double] {
      context.report("exits", Double(gram.count))
      return losses.map { _ in 1 }
    }

    mutating func combine(_ rows: Tensor, losses: [Double], in context: inout StepContext) throws -> Tensor {
      context.report("exits", Double(rows.shape[0]))
      return try rows.sum(dims: [0])
    }
  }

  @Test func `the context says which scope is asked about, and reports name the stage`() throws {
    func reports(_ need: GradientNeed) throws -> [String] {
      let tiny = try TinyNetwork()
      var strategy: any GradientStrategy = Reporting(need)
      var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
      let outputs = try tiny.network(tiny.images, .training(seed: 0, step: 0), strategy: strategy)
      let losses = try strategy.losses(of: outputs, labels: tiny.labels, in: &context)
      _ = try GradientEngine(tiny.network.topology).accumulate(losses, of: outputs, strategy: &strategy, in: &context)
      #expect(context.scope == "backbone")
      return context.reports.map { "\($0.name) \(Int($0.value))" }
    }
    #expect(try reports(.gram(.backbone)) == ["exits 3"])
    #expect(try reports(.rows(.backbone)) == ["exits 3"])
    let byStage = ["stage-1/exits 3", "stage-2/exits 2", "stage-3/exits 1"]
    #expect(try reports(.gram(.stage)) == byStage)
    #expect(try reports(.rows(.stage)) == byStage)
  }

  @Test func `a look at the first stage costs no more than that, and losses are weighed`() throws {
    let tiny = try TinyNetwork()
    var first: any GradientStrategy = FirstStage()
    _ = try tiny.differentiate(with: &first, step: 0)
    let found = try tiny.gradients()
    #expect(try found == gradients(WeightedLosses([0.5, 2, 1]), tiny))

    var stages: any GradientStrategy = WeightedGradients([1, 1, 1], .stage)
    _ = try tiny.differentiate(with: &stages, step: 0)
    #expect(try #require(first as? FirstStage).seen == [try #require(stages as? WeightedGradients).seen[0]])
  }

  // MARK: - Micro-batches

  @Test func `with batch normalization micro-batches are smaller batches`() throws {
    let (whole, parts) = (try TinyNetwork(), try TinyNetwork())
    var first: any GradientStrategy = WeightedGradients([1, 2, 0.5], .backbone)
    var second = first
    _ = try whole.differentiate(with: &first, step: 0)
    _ = try parts.differentiate(with: &second, inMicroBatchesOf: 3)
    #expect(try parts.gradients() != whole.gradients())
    // Running statistics moved once for each micro-batch.
    func buffers(_ tiny: TinyNetwork) throws -> [[Double]] {
      try tiny.network.scope.buffers.map { try $0.value.elements() }
    }
    #expect(try buffers(parts) != buffers(whole))

    let again = try TinyNetwork()
    var third: any GradientStrategy = WeightedGradients([1, 2, 0.5], .backbone)
    _ = try again.differentiate(with: &third, inMicroBatchesOf: 6)
    #expect(try again.gradients() == whole.gradients())
  }

  @Test func `held weights are merged micro-batch by micro-batch`() throws {
    func gradients(every: String) throws -> [[Double]?] {
      let tiny = try TinyNetwork()
      var strategy: any GradientStrategy = try StrategyList(
        [WeightedGradients([1, 2, 0.5], .backbone)], CombinationSection(["every": every]))
      var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
      _ = try tiny.differentiate(with: &strategy, inMicroBatchesOf: 3)
      try strategy.stepEnded(in: &context)
      _ = try tiny.differentiate(with: &strategy, inMicroBatchesOf: 3)
      return try tiny.gradients()
    }
    let (held, chosen) = (try gradients(every: "2"), try gradients(every: "1"))
    for (a, b) in zip(held, chosen) { #expect(zip(a ?? [], b ?? []).allSatisfy { abs($0 - $1) <= 1e-12 }) }
  }

  @Test func `a loss that is no number leaves the parameters alone`() throws {
    let tiny = try TinyNetwork()
    var strategy: any GradientStrategy = WeightedLosses([1, 1, 1])
    _ = try tiny.differentiate(with: &strategy, step: 0)
    let before = try tiny.gradients()
    var context = StepContext(step: 0, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    let losses = try [1, .nan, 2].map { try Tensor([$0], []) }
    let values = try GradientEngine(tiny.network.topology).accumulate(
      losses, of: [], strategy: &strategy, in: &context)
    #expect(values[1].isNaN)
    #expect(try tiny.gradients() == before)
  }

  // MARK: - Mistakes of strategies

  private struct WrongDirection: GradientStrategy {
    static let name = "wrong-direction"
    static let summary = "returns too little"

    init() {}
    init(_ settings: Settings) {}
    var need: GradientNeed { .rows(.stage) }
    mutating func combine(_ rows: Tensor, losses: [Double], in context: inout StepContext) throws -> Tensor {
      try rows.narrowed(dim: 1, 0..<2).sum(dims: [0])
    }
  }

  private struct WrongMerge: GradientStrategy {
    static let name = "wrong-merge"
    static let summary = "returns a gradient too few"

    init() {}
    init(_ settings: Settings) {}
    var need: GradientNeed { .cotangents }
    mutating func merge(
      _ gradients: BoundaryGradients, at exit: Exit, in context: inout StepContext
    ) -> [Tensor?] { Array(gradients.head.dropFirst()) }
  }

  private struct MissingWeight: GradientStrategy {
    static let name = "missing-weight"
    static let summary = "forgets an exit's gradient"

    init() {}
    init(_ settings: Settings) {}
    var need: GradientNeed { .gram(.backbone) }
    mutating func weights(of gram: GramMatrix, losses: [Double], in context: inout StepContext) -> [Double] { [1, 1] }
  }

  private struct MissingLoss: GradientStrategy {
    static let name = "missing-loss"
    static let summary = "forgets an exit"
    static let roles = StrategyRoles.losses

    init() {}
    init(_ settings: Settings) {}
    mutating func losses(
      of outputs: [ExitOutput], labels: Tensor, in context: inout StepContext
    ) throws -> [Tensor] {
      try outputs.dropFirst().map { try $0.logits.crossEntropy(labels) }
    }
  }

  private func message(_ strategy: some GradientStrategy) throws -> String {
    let tiny = try TinyNetwork()
    let error = try #require(throws: StrategyMistake.self) { _ = try gradients(strategy, tiny) }
    return "\(error)"
  }

  // The folder is the module that holds the strategy; here, that of the tests.

  @Test func `a strategy that returns the wrong number of things is named, with its plugin and the rule`() throws {
    #expect(
      try message(MissingLoss()) == "strategy 'missing-loss' of WorkbenchCoreTests returned 2 losses for 3 "
        + "exits; it must return one for each")
    #expect(
      try message(WeightedLosses([1, 1])) == "strategy 'weighted-losses' of WorkbenchCoreTests returned 2 "
        + "weights for 3 exits; it must return one for each")
    #expect(
      try message(MissingWeight()) == "strategy 'missing-weight' of WorkbenchCoreTests returned 2 weights for "
        + "3 exits; it must return one for each")
    let count = try TinyNetwork().network.topology.stages[0].parameters.reduce(0) { $0 + $1.value.count }
    #expect(
      try message(WrongDirection())
        == "strategy 'wrong-direction' of WorkbenchCoreTests combined gradients [3, \(count)] into [2]; "
        + "it must return [\(count)]")
    #expect(
      try message(WrongMerge())
        == "strategy 'wrong-merge' of WorkbenchCoreTests merged gradients none, [6, 6, 4, 4] at exit 3 into "
        + "[6, 6, 4, 4]; the shapes must stay")
  }

  @Test func `in a list, the member that made the mistake is named`() throws {
    #expect(
      try message(StrategyList([WeightedLosses([1, 1, 1]), MissingLoss()])) == "strategy 'missing-loss' of "
        + "WorkbenchCoreTests returned 2 losses for 3 exits; it must return one for each")
  }

  @Test func `weights that are not finite are refused before they poison the network`() throws {
    #expect(
      try message(WeightedGradients([1, .nan, .infinity], .backbone))
        == "strategy 'weighted-gradients' of WorkbenchCoreTests returned the weights [1.0, nan, inf] for "
        + "backbone; weights must be finite")
  }

  /// Makes something of every exit's loss that is no loss.
  private struct SpoiltLosses: GradientStrategy {
    static let name = "spoilt-losses"
    static let summary = "spoils losses"

    let spoil: (Tensor) throws -> Tensor

    init(_ spoil: @escaping (Tensor) throws -> Tensor) { self.spoil = spoil }
    init(_ settings: Settings) { spoil = { $0 } }
    mutating func losses(
      of outputs: [ExitOutput], labels: Tensor, in context: inout StepContext
    ) throws -> [Tensor] {
      try outputs.map { try spoil($0.logits) }
    }
  }

  @Test func `a loss that is none is refused`() throws {
    #expect(
      try message(SpoiltLosses { $0 }) == "strategy 'spoilt-losses' of WorkbenchCoreTests returned a loss "
        + "[6, 4] for exit 1; a loss has one element")
    #expect(
      try message(SpoiltLosses { try $0.detached().mean() })
        == "strategy 'spoilt-losses' of WorkbenchCoreTests returned a loss for exit 1 that depends on no "
        + "parameter; a loss must be computed from the outputs, with nothing detached on the way")
  }

  /// Changes shapes that must stay.
  private struct Reshaping: GradientStrategy {
    static let name = "reshaping"
    static let summary = "changes shapes"

    let part: StrategyRoles

    init(_ part: StrategyRoles) { self.part = part }
    init(_ settings: Settings) { part = [] }
    func branch(_ features: Features, at exit: Exit) throws -> Branch {
      part == .branch ? Branch(head: features, trunk: Array(features.dropFirst())) : Branch(features)
    }
    func logits(_ logits: Tensor, at exit: Exit, after earlier: [Tensor], _ mode: Mode) throws -> Tensor {
      part == .logits ? try logits.narrowed(dim: 1, 0..<2) : logits
    }
  }

  @Test func `features and logits keep their shapes`() throws {
    #expect(
      try message(Reshaping(.branch))
        == "strategy 'reshaping' of WorkbenchCoreTests gives the next block features [[6, 6, 4, 4]] of "
        + "[[6, 4, 8, 8], [6, 6, 4, 4]] at exit 1; features keep their shapes")
    #expect(
      try message(Reshaping(.logits)) == "strategy 'reshaping' of WorkbenchCoreTests made logits [6, 2] of "
        + "[6, 4] at exit 1; logits keep their shape")
  }

  /// Cannot read what it wrote.
  private struct Forgetful: GradientStrategy {
    static let name = "forgetful"
    static let summary = "cannot read what it wrote"

    init() {}
    init(_ settings: Settings) {}
    mutating func restore(_ state: StrategyState) throws { _ = try state.numbers("memory", count: 3) }
  }

  @Test func `a state that cannot be restored is told apart by strategy and plugin, in a list, too`() throws {
    let expected =
      "strategy 'forgetful' of WorkbenchCoreTests cannot restore its state: the strategy's saved state has no "
      + "'memory' of 3 numbers: it is of another strategy; 'restore' must take what 'state' returns"
    var alone: any GradientStrategy = Forgetful()
    #expect(
      "\(try #require(throws: StrategyMistake.self) { try alone.takeUp(StrategyState(), version: 1) })" == expected)
    var list: any GradientStrategy = try StrategyList([WeightedLosses([1]), Forgetful()])
    let state = try list.state()
    #expect("\(try #require(throws: StrategyMistake.self) { try list.takeUp(state, version: 1) })" == expected)
  }

  /// Has given its memory another meaning since version 1.
  private struct Renewed: GradientStrategy {
    static let name = "renewed"
    static let summary = "has another memory than once"
    static let stateVersion = 2

    init() {}
    init(_ settings: Settings) {}
    mutating func restore(_ state: StrategyState) throws { throw ModelError("what another version wrote was shown") }
  }

  @Test func `a state of another version is refused, with both versions, in a list, too`() throws {
    let expected = "the state of strategy 'renewed' has version 1, and this program reads version 2"
    var alone: any GradientStrategy = Renewed()
    let error = try #require(throws: StateOfOtherVersion.self) { try alone.takeUp(StrategyState(), version: 1) }
    #expect("\(error)" == expected)
    var list: any GradientStrategy = try StrategyList([WeightedLosses([1]), Renewed()])
    var state = try list.state()
    let key = try #require(state.numbers.first { $0.value == [2] }?.key)
    state.numbers[key] = [1]
    let listed = try #require(throws: StateOfOtherVersion.self) { try list.takeUp(state, version: 1) }
    #expect("\(listed)" == expected)
  }

  /// Lets every exit add what it says to what the exit before says, with a gradient to both.
  private struct Adding: GradientStrategy {
    static let name = "adding"
    static let summary = "exits that build on one another"
    static let roles: StrategyRoles = [.logits, .combination]

    let need: GradientNeed

    init(_ need: GradientNeed) { self.need = need }
    init(_ settings: Settings) { need = .scalar }

    func logits(_ logits: Tensor, at exit: Exit, after earlier: [Tensor], _ mode: Mode) throws -> Tensor {
      try earlier.last.map { try $0 + logits } ?? logits
    }
  }

  @Test func `a loss that reaches the heads before its exit is not lost to them`() throws {
    func heads(_ need: GradientNeed) throws -> [[Double]] {
      let tiny = try TinyNetwork()
      var strategy: any GradientStrategy = Adding(need)
      _ = try tiny.differentiate(with: &strategy, step: 0)
      return try tiny.network.topology.heads.flatMap(\.parameters).map { parameter in
        try parameter.value.gradient?.elements(as: Double.self) ?? []
      }
    }
    let expected = try heads(.scalar)
    for need in [GradientNeed.gram(.backbone), .rows(.stage), .cotangents] {
      for (found, wanted) in zip(try heads(need), expected) {
        #expect(found.count == wanted.count)
        #expect(zip(found, wanted).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($1)) })
      }
    }
  }
}
