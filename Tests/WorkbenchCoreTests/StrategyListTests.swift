import Testing
import WorkbenchCore
import WorkbenchTesting

@Suite struct StrategyListTests {
  /// Stops the gradient of heads, counts steps, and remembers the count.
  private struct Blocking: GradientStrategy {
    static let name = "blocking"
    static let summary = "heads send nothing back"
    static let roles = StrategyRoles.branch

    private(set) var steps = 0.0

    init() {}
    init(_ settings: Settings) {}

    func branch(_ features: Features, at exit: Exit) throws -> Branch {
      Branch(head: try features.map { try $0.detached() }, trunk: features)
    }

    func sharedChannels(of channels: Int, at exit: Exit) -> Int? { channels / 2 }

    mutating func stepEnded(in context: inout StepContext) {
      steps += 1
      context.report("steps", steps)
    }

    static let stateVersion = 3
    func state() -> StrategyState { StrategyState(numbers: ["steps": [steps]]) }

    mutating func restore(_ state: StrategyState) throws {
      guard let saved = state.numbers["steps"]?.first else { throw ModelError("no steps") }
      steps = saved
    }
  }

  @Test func `every hook is the member's that fills it, whatever the order`() throws {
    func gradients(_ members: [any GradientStrategy]) throws -> [[Double]?] {
      let tiny = try TinyNetwork()
      var list: any GradientStrategy = try StrategyList(members)
      _ = try tiny.differentiate(with: &list, step: 0)
      return try tiny.gradients()
    }
    let factors = [1.0, 3, 0.5]
    let first = try gradients([Blocking(), WeightedLosses(factors)])
    #expect(try gradients([WeightedLosses(factors), Blocking()]) == first)
    #expect(try gradients([WeightedLosses(factors)]) != first)
    #expect(try gradients([Blocking()]) != first)
    #expect(
      try StrategyList([WeightedLosses(factors), Blocking()]).sharedChannels(of: 6, at: Exit(index: 0, count: 3)) == 3)
  }

  @Test func `two owners of one hook are refused by name`() throws {
    func message(_ members: [any GradientStrategy]) throws -> String {
      "\(try #require(throws: StrategyConflict.self) { _ = try StrategyList(members) })"
    }
    #expect(
      try message([WeightedLosses([1]), Blocking(), SummedRows(.stage)])
        == "strategies 'weighted-losses' and 'summed-rows' both decide gradients: list one of them")
    let boundaries = "both decide what passes between blocks and exits: list one of them"
    #expect(try message([Blocking(), Blocking()]) == "strategies 'blocking' and 'blocking' \(boundaries)")
    #expect(try message([Blocking(), Merged { _ in (1, 1) }]) == "strategies 'blocking' and 'merged' \(boundaries)")
  }

  @Test func `a member merges what meets at boundaries`() throws {
    let (alone, listed) = (try TinyNetwork(), try TinyNetwork())
    var merged: any GradientStrategy = Merged { _ in (0.5, 2) }
    var list: any GradientStrategy = try StrategyList([Summing(), merged])
    _ = try alone.differentiate(with: &merged, step: 0)
    _ = try listed.differentiate(with: &list, step: 0)
    #expect(try listed.gradients() == alone.gradients())
  }

  /// Fills no hook.
  private struct Summing: GradientStrategy {
    static let name = "summing"
    static let summary = "the plain sum"

    init() {}
    init(_ settings: Settings) {}
  }

  @Test func `members remember apart from each other`() throws {
    let tiny = try TinyNetwork()
    var list: any GradientStrategy = try StrategyList([WeightedLosses([1, 1, 1]), Blocking()])
    for step in 0..<2 { _ = try tiny.train(with: &list, step: step) }
    var again = try StrategyList([WeightedLosses([1, 1, 1]), Blocking()])
    try again.restore(list.state())
    var context = StepContext(step: 2, epoch: 0, epochs: 1, learningRate: 0.1, seed: 0)
    try again.stepEnded(in: &context)
    #expect(context.reports.map(\.name) == ["steps"])
    #expect(context.reports.map(\.value) == [3])
  }
}
