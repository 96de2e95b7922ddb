import WorkbenchCore

/// Adds stochastic gradient descent, ``Adam`` and ``AdamW``, and the schedules of the learning rate.
public enum OptimizersPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(StochasticGradientDescent.self)
    try registry.add(Adam.self)
    try registry.add(AdamW.self)
    try registry.add(ConstantSchedule.self)
    try registry.add(MultiStepSchedule.self)
    try registry.add(CosineSchedule.self)
  }
}
