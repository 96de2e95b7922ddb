import WorkbenchCore

/// What every schedule must keep to.
///
/// An empty list says that all is well:
///
/// ```swift
/// let violations = try ScheduleLaws.violations(of: HalfRate.self)
/// ```
public enum ScheduleLaws {
  /// Asks for the factor at every step of runs of several lengths.
  ///
  /// - Parameters:
  ///   - type: the schedule.
  ///   - keys: as a recipe would write them.
  /// - Returns: what it does wrong, one sentence each.
  /// - Throws: what the schedule throws.
  public static func violations(of type: any Schedule.Type, keys: [String: String] = [:]) throws -> [String] {
    var found: [String] = []
    let settings = try Settings(for: type.settings, keys)
    let schedule = try type.init(settings)
    for (epochs, steps) in [(1, 1), (1, 7), (10, 3)] {
      let all = (0..<epochs * steps).map {
        TrainingProgress(epoch: $0 / steps, epochs: epochs, stepInEpoch: $0 % steps, stepsPerEpoch: steps)
      }
      let factors = all.map { schedule.factor(at: $0) }
      let outside = factors.filter { !(0...1).contains($0) }
      if !outside.isEmpty { found.append("\(epochs) epochs of \(steps) steps have the factors \(outside)") }
      if factors.allSatisfy({ $0 == 0 }) { found.append("\(epochs) epochs of \(steps) steps never move") }
      // Backwards and by another instance: nothing may depend on what was asked before.
      let again = try type.init(settings)
      if Array(all.reversed().map { again.factor(at: $0) }.reversed()) != factors {
        found.append("the factors of \(epochs) epochs of \(steps) steps depend on what was asked before")
      }
    }
    return found
  }
}
