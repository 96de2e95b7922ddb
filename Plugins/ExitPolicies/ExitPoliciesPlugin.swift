import WorkbenchCore

/// Adds all policies of this folder.
public enum ExitPoliciesPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(Confidence.self)
    try registry.add(Margin.self)
    try registry.add(Entropy.self)
    try registry.add(PowerEntropy.self)
    try registry.add(Patience.self)
    try registry.add(Voting.self)
    try registry.add(GeometricEnsemble.self)
    try registry.add(JointlyLearnedGates.self)
    try registry.add(ExitAssignment.self)
    try registry.add(Oracle.self)
  }
}
