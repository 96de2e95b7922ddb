/// What a training step records about its strategy: what it reported and chose, how its solver ended, what it cost, and the
/// conflict that was measured.
///
/// Nothing of it flows back into training.
public struct StepTelemetry: Sendable {
  /// The numbers that the strategy reported, in order, by their names in metrics.
  public internal(set) var reports: [(name: String, value: Double)] = []
  /// How the solver ended for every scope that the strategy was asked about.
  public internal(set) var outcomes: [(scope: String, status: SolverStatus)] = []
  /// The weights that were chosen for every scope that the strategy was asked about, one for each of the exits.
  public internal(set) var weights: [(scope: String, exits: Range<Int>, values: [Double])] = []
  /// What was measured, coarsest scope first; empty where the step was not to be measured.
  public internal(set) var conflicts: [GradientConflict] = []
  /// What the way from losses to gradients cost.
  public package(set) var cost = StrategyCost()

  /// A scope in the name of a metric: `stage-2` for `stage 2`.
  public static func inMetrics(_ scope: String) -> String { scope.replacing(" ", with: "-") }
}

/// What the way from the losses of the exits to the gradients of the parameters cost in one step.
///
/// What a strategy does in the forward pass and to losses is part of these, not of this.
public struct StrategyCost: Sendable, Hashable {
  /// Seconds before the step in which the strategy tried something out, or began a phase.
  public package(set) var trial = 0.0
  /// Seconds of forward passes and losses, which are no cost of the strategy.
  public package(set) var forward = 0.0
  /// Seconds of backward passes.
  public internal(set) var gradients = 0.0
  /// Seconds in which the strategy chose weights or a direction.
  public internal(set) var selection = 0.0
  /// Seconds in which inner products were taken and gradients put together.
  public internal(set) var combination = 0.0
  /// Seconds in which conflict was measured, which are no cost of the strategy.
  public internal(set) var measurement = 0.0
  /// The memory of the exits' separate gradients; 0 where one backward pass adds them up.
  public internal(set) var gradientBytes = 0

  private static let clock = ContinuousClock()

  /// Adds the time that `body` takes to a part.
  mutating func time<Result>(
    _ part: WritableKeyPath<StrategyCost, Double>, _ body: () throws -> Result
  ) rethrows -> Result {
    let begun = Self.clock.now
    defer { self[keyPath: part] += (Self.clock.now - begun) / .seconds(1) }
    return try body()
  }
}
