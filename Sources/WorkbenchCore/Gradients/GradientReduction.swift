import Torch

/// What the processes of a run add up, so that each of them goes on with the numbers of the whole batch.
///
/// Every process passes its slice of a batch. ``GradientEngine`` hands over each exit's gradients as soon as they are complete, while
/// the backward pass of the next exit still has to run, and waits for the sums before it takes inner products: the Gram matrix is
/// that of the whole batch's gradients. All processes call in the same order, with tensors of the same shapes.
///
/// ```swift
/// let engine = GradientEngine(network.topology, reduction: OneProcess())
/// ```
public protocol GradientReduction {
  /// Begins to replace tensors, in place, by their sums over all processes; they are not to be read before ``finish()``.
  func begin(_ gradients: [Tensor]) throws

  /// Returns when all sums that were begun are there.
  func finish() throws

  /// The sums of numbers, such as the exits' losses, over all processes.
  func sum(_ numbers: [Double]) throws -> [Double]
}

/// A run of one process, which passes the whole batch itself: nothing is left to add.
public struct OneProcess: GradientReduction {
  /// The default of ``GradientEngine``.
  public init() {}

  /// The gradients are those of the whole batch already.
  public func begin(_ gradients: [Tensor]) {}

  /// Nothing was begun.
  public func finish() {}

  /// The numbers themselves.
  public func sum(_ numbers: [Double]) -> [Double] { numbers }
}
