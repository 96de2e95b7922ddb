/// What the way to every exit costs for one image, counted from what is executed.
package struct ExitCosts: Sendable, Codable, Equatable {
  /// Multiply-accumulates of the backbone up to the exit and of its own head: the workbench's convention.
  ///
  /// Where exits build on what those before them say, of all heads so far: they have to be computed.
  package let multiplyAccumulates: [Int]
  /// Operations with all earlier heads included: the convention of MSDNet's counter, kept for comparisons with papers.
  package let cumulativeOperations: [Int]
  /// Parameters of what ``multiplyAccumulates`` counts.
  package let parameters: [Int]
  /// Parameters with all earlier heads included.
  package let cumulativeParameters: [Int]
  /// All parameters of the network.
  package let totalParameters: Int
  /// Multiply-accumulates of a training step on one image: forward, weight gradients, and the input gradients that anybody
  /// needs before stopped channels are taken off.
  package let trainingMultiplyAccumulates: Int
  /// What stopped channels take off ``trainingMultiplyAccumulates``.
  package let skippedMultiplyAccumulates: Int
  /// Bytes of the results of convolutions, linear maps and attention for one image, on the way to the exit and in its own head:
  /// most of what training keeps for the backward pass.
  package let activationBytesToExit: [Int]
  /// The same of all blocks and heads.
  package let activationBytes: Int

  package init(
    multiplyAccumulates: [Int], cumulativeOperations: [Int], parameters: [Int], cumulativeParameters: [Int],
    totalParameters: Int, trainingMultiplyAccumulates: Int, skippedMultiplyAccumulates: Int,
    activationBytesToExit: [Int], activationBytes: Int
  ) {
    (self.multiplyAccumulates, self.cumulativeOperations, self.parameters, self.cumulativeParameters) = (
      multiplyAccumulates, cumulativeOperations, parameters, cumulativeParameters
    )
    (
      self.totalParameters, self.trainingMultiplyAccumulates, self.skippedMultiplyAccumulates,
      self.activationBytesToExit
    ) = (totalParameters, trainingMultiplyAccumulates, skippedMultiplyAccumulates, activationBytesToExit)
    self.activationBytes = activationBytes
  }

  /// The share of a training step's multiply-accumulates that stopped channels save.
  package var skippedShare: Double { Double(skippedMultiplyAccumulates) / Double(trainingMultiplyAccumulates) }
}
