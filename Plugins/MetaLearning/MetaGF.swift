import WorkbenchCore

/// Meta-GF: every exit trains all weights for a pass of its own; learned gates fuse what came of it.
///
/// An epoch of K exits is K + 1 passes over the samples. In pass t all weights begin where the epoch began and the loss is
/// `CE[t] + sum of auxiliary[j] CE[j]` over the other exits. Then the copies of each parameter that exits reach are fused:
/// `start + sum of s(w) (copy - start) / sum of s(w)`, with s the sigmoid and one gate w for each parameter and exit. In the last
/// pass the fused network is trained by its gates alone, with early exits' losses weighed by a ramp as in `sdn-ramp`, and Adam.
/// The fused weights of its last step are kept; gates become a tenth of what they learned and nine tenths of what they were.
///
/// The gates' slopes are closed forms of the gradients at the fused weights: no second derivatives.
///
/// Kept from the released code: running statistics of batch normalization and the optimizer's momenta are not set back
/// between passes, and the gates' learning rate stays as it is. The code for VGG lowers it to a tenth after half the epochs:
/// `gate-milestone: 0.5`; its gates for each channel are not part of this.
///
/// Source: Sun et al., "Meta-GF: Training Dynamic-Depth Neural Networks Harmoniously", ECCV 2022, and its released code for
/// MSDNet and ResNet.
struct MetaGF: FusingStrategy {
  static let name = "meta-gf"
  static let summary = "exits train apart, learned gates fuse the weights (Meta-GF, ECCV 2022)"

  let fusion: FusionSettings
  var training: ApartTraining?

  init(_ settings: Settings) { fusion = FusionSettings(settings) }

  mutating func prepare(for topology: Topology) throws {
    try fusion.check(topology)
    training = try ApartTraining(
      topology, grain: .parameter, initial: 1, epsilon: 0, keptGates: fusion.keptGates)
  }
}
