import Layers
import Torch

/// What one block hands to the next: one tensor `[N, C, H, W]` for each scale, finest first.
///
/// A backbone with a single scale has one; strategies act on the last, the coarsest, and heads look at it.
public typealias Features = [Tensor]

/// The trunk of a multi-exit network, cut into blocks; an exit may follow each of them.
///
/// A backbone knows neither exits nor strategies: those act between its blocks.
public protocol Backbone: Component {
  /// - Parameters:
  ///   - scope: where parameters get their names; block `k` makes its own under `scope / k`.
  ///   - input: the shape of the images.
  init(_ settings: Settings, scope: Scope, input: ImageShape) throws

  /// The shapes of the features after every block, finest scale first.
  var blocks: [[ImageShape]] { get }

  /// Runs one block.
  ///
  /// - Parameter features: the images as the one scale for block 0, else what the block before returned.
  func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features
}
