/// Weights of losses with which early exits begin at almost nothing and gain from epoch to epoch; the last exit has weight 1.
///
/// In epoch e of E, early exit k has the weight `min(tau[k], 0.01 + e / E * tau[k])`. Ideally `tau[k]` is the exit's share of the
/// whole network's cost.
///
/// Source: Kaya et al., "Shallow-Deep Networks: Understanding and Mitigating Network Overthinking", ICML 2019.
public struct ExitRamp: Sendable {
  /// Those of the released code, for six early exits.
  public static let published = [0.15, 0.3, 0.45, 0.6, 0.75, 0.9]

  /// The weight that each early exit ends with, shallowest first.
  public let tau: [Double]

  /// A ramp to given weights, or to the published ones if the list is empty.
  public init(tau: [Double]) { self.tau = tau.isEmpty ? Self.published : tau }

  /// The weights of `exits` losses in the context's epoch; there are at least `exits - 1` values of ``tau``.
  public func weights(of exits: Int, in context: StepContext) -> [Double] {
    let share = Double(context.epoch) / Double(context.epochs)
    return tau.prefix(exits - 1).map { min($0, 0.01 + share * $0) } + [1]
  }
}
