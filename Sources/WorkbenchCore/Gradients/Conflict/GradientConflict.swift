/// The gradients of the exits at parameters that are looked at together, and the update that was made of them.
public struct GradientConflict: Sendable, Hashable {
  /// `backbone`, a stage such as `stage 2`, or a layer such as `blocks.0.fine.conv`.
  public let scope: String
  /// Which kind of scope that is.
  public let level: ConflictLevel
  /// The inner products of the exits' gradients.
  public let gram: GramMatrix
  /// The inner product of the update with the gradient of every exit of ``gram``.
  ///
  /// It is how fast the exit's loss falls, to first order and for a step length of 1; a negative number says that the update
  /// raises it. The update is the direction before clipping, momentum and weight decay.
  public let updateProducts: [Double]
  /// The length of the update.
  public let updateNorm: Double

  /// What was measured at one scope; there is one product for every exit of `gram`.
  public init(scope: String, level: ConflictLevel, gram: GramMatrix, updateProducts: [Double], updateNorm: Double) {
    precondition(updateProducts.count == gram.count, "one product for each of \(gram.count) exits")
    (self.scope, self.level, self.gram) = (scope, level, gram)
    (self.updateProducts, self.updateNorm) = (updateProducts, updateNorm)
  }
}
