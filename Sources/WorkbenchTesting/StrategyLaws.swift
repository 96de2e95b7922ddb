import WorkbenchCore

/// What every strategy must keep to.
///
/// An empty list says that all is well:
///
/// ```swift
/// let violations = try StrategyLaws.violations(of: WorstExit.self)
/// ```
public enum StrategyLaws {
  /// Trains ``TinyNetwork`` for a few steps: without a break, from the saved state, and behind another strategy in a list.
  ///
  /// A rule on inner products also decides about dependent gradients, in single precision as in double.
  ///
  /// - Parameters:
  ///   - type: the strategy.
  ///   - keys: as a recipe would write them.
  /// - Returns: what it does wrong, one sentence each.
  /// - Throws: what the strategy throws.
  public static func violations(of type: any GradientStrategy.Type, keys: [String: String] = [:]) throws -> [String] {
    let settings = try Settings(for: type.settings, keys)
    func make(for tiny: TinyNetwork) throws -> any GradientStrategy {
      var strategy = try type.init(settings)
      try strategy.prepare(for: tiny.network.topology)
      return strategy
    }
    var found = try resumeViolations(make) + listViolations(make) + targetViolations(make)
    found += try PrecisionLaw.violations(make)
    if let key = settings.undeclaredKey { found.append("it reads the key '\(key)', which its settings do not declare") }
    return try found.isEmpty ? combinationViolations(make) : found
  }

  /// Every key of a recipe's section `combination` either means something to the strategy, and is resumed with it, or is refused
  /// before the first step.
  private static func combinationViolations(
    _ make: (TinyNetwork) throws -> any GradientStrategy
  ) throws -> [String] {
    func combine(_ keys: [String: String]) throws -> any GradientStrategy {
      let tiny = try TinyNetwork()
      var list: any GradientStrategy = try StrategyList([make(tiny)], CombinationSection(keys))
      try list.prepare(for: tiny.network.topology)
      return list
    }
    var accepted: [String: String] = [:]
    for key in ["scale": "mean", "unit-rows": "true", "smoothing": "0.9", "every": "2", "preference": "[1, 2, 3]"] {
      do {
        _ = try combine([key.key: key.value])
        accepted[key.key] = key.value
      } catch is RecipeError {}
    }
    guard !accepted.isEmpty else { return [] }
    return try resumeViolations { _ in try combine(accepted) }.map { "\($0), with combination \(accepted)" }
  }

  /// A run of two epochs, and beside it, from the middle of every phase on, one that goes on from the saved state.
  private static func resumeViolations(
    _ make: (TinyNetwork) throws -> any GradientStrategy
  ) throws -> [String] {
    var found: [String] = []
    let tiny = try TinyNetwork()
    let whole = Course(tiny, try make(tiny))
    let phases = whole.strategy.phases(of: 0, in: TinyNetwork.epochs).count
    var resumed: Course?
    for step in 0..<TinyNetwork.epochs * phases * TinyNetwork.stepsPerPhase {
      let losses = try whole.advance(step)
      if losses.count != 3 { found.append("\(losses.count) losses for three exits") }
      if !losses.allSatisfy(\.isFinite) { found.append("step \(step) has the losses \(losses)") }
      for (parameter, gradient) in try zip(tiny.network.scope.parameters, tiny.gradients()) {
        if let gradient, !gradient.allSatisfy(\.isFinite) {
          found.append("step \(step) leaves no number as the gradient of '\(parameter.name)'")
        }
      }
      if let resumed {
        if try resumed.advance(step) != losses { found.append("step \(step) has other losses when resumed") }
        if try tiny.gradients() != resumed.tiny.gradients() {
          found.append("step \(step) has other gradients when resumed")
        }
      }
      if step % TinyNetwork.stepsPerPhase == TinyNetwork.stepsPerPhase / 2 {
        let other = try TinyNetwork(seed: 1)
        try other.assign(tiny)
        let course = Course(other, try make(other))
        try course.strategy.restore(whole.strategy.state())
        resumed = course
      }
    }
    return found
  }

  /// Probabilities that are sure of the classes say the same as the classes, and others can be learned, too.
  private static func targetViolations(_ make: (TinyNetwork) throws -> any GradientStrategy) throws -> [String] {
    let plain = try TinyNetwork()
    let classes = TinyNetwork.classes
    func course(sure: Double) throws -> Course {
      let labels: [Int] = try plain.labels.integers()
      let targets = labels.flatMap { label in
        (0..<classes).map { ($0 == label ? sure : 0) + (1 - sure) / Double(classes) }
      }
      let tiny = TinyNetwork(
        try TinyNetwork().network, images: plain.images, labels: try Tensor(targets, [labels.count, classes]))
      return Course(tiny, try make(tiny))
    }
    let (byClass, sure, unsure) = (Course(plain, try make(plain)), try course(sure: 1), try course(sure: 0.9))
    func isClose(_ a: [Double], _ b: [Double]) -> Bool {
      a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-6 * max(1, abs($0), abs($1)) }
    }
    for step in 0..<TinyNetwork.stepsPerPhase {
      let losses = try byClass.advance(step)
      if try !isClose(losses, sure.advance(step)) {
        return ["step \(step) has other losses where classes are given as probabilities"]
      }
      if try !isClose(plain.gradients().flatMap { $0 ?? [] }, sure.tiny.gradients().flatMap { $0 ?? [] }) {
        return ["step \(step) has other gradients where classes are given as probabilities"]
      }
      let others = try unsure.advance(step)
      if !others.allSatisfy(\.isFinite) || isClose(losses, others) {
        return ["step \(step) has the losses \(others) for targets that are not sure, and \(losses) for the classes"]
      }
    }
    return []
  }

  /// A list asks a member for what its roles name alone, so a hook without its role would be lost.
  private static func listViolations(_ make: (TinyNetwork) throws -> any GradientStrategy) throws -> [String] {
    var found: [String] = []
    let (alone, listed) = (try TinyNetwork(), try TinyNetwork())
    var strategy = try make(alone)
    var list: any GradientStrategy = try StrategyList([Silent(), make(listed)])
    for step in 0..<TinyNetwork.stepsPerPhase + 2 {
      let losses = try alone.train(with: &strategy, step: step)
      let others = try listed.train(with: &list, step: step)
      if try losses != others || alone.gradients() != listed.gradients() {
        found.append("step \(step) differs in a list: 'roles' must name every hook that is filled")
        break
      }
    }
    return found
  }
}

/// A network and the strategy that trains it.
private final class Course {
  let tiny: TinyNetwork
  var strategy: any GradientStrategy

  init(_ tiny: TinyNetwork, _ strategy: any GradientStrategy) { (self.tiny, self.strategy) = (tiny, strategy) }

  /// Takes a step, and closes the epoch where it is the last.
  func advance(_ step: Int) throws -> [Double] {
    let moment = TinyNetwork.Moment(step: step, strategy)
    let losses = try tiny.train(with: &strategy, step: step)
    if moment.endsEpoch {
      try strategy.epochEnded(
        EpochSummary(epoch: moment.context.epoch, epochs: TinyNetwork.epochs, losses: losses))
    }
    return losses
  }
}

/// Fills no hook.
private struct Silent: GradientStrategy {
  static let name = "silent"
  static let summary = "fills no hook"

  init() {}
  init(_ settings: Settings) {}
}
