import WorkbenchCore

/// DR-MGF, as far as its description goes: Meta-GF with an importance of every connection for every exit.
///
/// The passes and the fusion are those of `meta-gf`. What differs: every connection of two channels has a gate for each exit that
/// reaches it (every element of a vector its own), which begins at 0; it is learned in the exit's own pass, jointly with the
/// weights, and again in the fusion; differences from the epoch's start are fused, with 1e-10 in the denominator.
///
/// In an exit's pass a gate's slope is that of a weight which is the product of its gate's sigmoid and a pattern:
/// `<gradient, weight> (1 - s(w))`. The released code multiplies kernels of length 1 by gates in the forward pass, in convolutions
/// of its own, and prunes; the weights here are multiplied by nothing, so that any backbone will do. The learning rate in the
/// passes is that of the fusion, which is ours. No published number can be expected of this.
///
/// Source: Sun et al., "Learning Task-preferred Inference Routes for Gradient De-conflict in Multi-output DNNs",
/// arXiv 2305.19844.
struct DisentangledRoutes: FusingStrategy {
  static let name = "dr-mgf"
  static let summary = "meta-gf with an importance of every connection, without published gating (after DR-MGF, 2023)"

  let fusion: FusionSettings
  var training: ApartTraining?

  init(_ settings: Settings) { fusion = FusionSettings(settings) }

  mutating func prepare(for topology: Topology) throws {
    try fusion.check(topology)
    training = try ApartTraining(
      topology, grain: .connection, initial: 0, epsilon: 1e-10, keptGates: fusion.keptGates)
  }

  func apartStepEnded(_ training: ApartTraining, in context: StepContext) throws {
    try training.learnImportance(of: context.phase, rate: fusion.rate(in: context))
  }
}
