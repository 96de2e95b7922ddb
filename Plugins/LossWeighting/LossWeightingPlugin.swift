import WorkbenchCore

/// Adds the strategies that weigh the exits' losses: by hand, by a schedule, at random, by what the losses do, by training.
public enum LossWeightingPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(FixedWeights.self)
    try registry.add(LinearDepth.self)
    try registry.add(ShallowDeepRamp.self)
    try registry.add(RandomLossWeighting.self)
    try registry.add(DynamicWeightAverage.self)
    try registry.add(GeometricLoss.self)
    try registry.add(SmoothTchebycheff.self)
    try registry.add(SmoothTchebycheffByNadir.self)
    try registry.add(UncertaintyWeighting.self)
    try registry.add(ImpartialLosses.self)
    try registry.add(FastAdaptiveWeighting.self)
    try registry.add(GradientNormalization.self)
    try registry.add(SoftmaxGradientNormalization.self)
  }
}
