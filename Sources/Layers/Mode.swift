import Random
import Torch

/// Whether a network is being trained, evaluated or used for good: what normalization, dropout and convolutions must know.
///
/// ```swift
/// let outputs = try network(images, .evaluation, strategy: strategy)
/// let trained = try network(images, .training(seed: 1, step: 0), strategy: strategy)
/// ```
public struct Mode {
  /// Whether the batch's statistics normalize and elements are dropped.
  public let isTraining: Bool
  /// Whether the running statistics follow the batch's.
  public let movesStatistics: Bool
  /// What is kept of weights that no longer change; `nil` while they may.
  public let frozen: FrozenWeights?
  private let seed: UInt64
  private let step: Int
  private var microBatch = 0

  /// Running statistics normalize; nothing is dropped.
  public static var evaluation: Mode { Mode(isTraining: false, movesStatistics: false, frozen: nil, seed: 0, step: 0) }

  /// As in evaluation, by weights that no longer change: layers may fold and lay them out once, which rounds otherwise.
  public static func inference(_ frozen: FrozenWeights) -> Mode {
    Mode(isTraining: false, movesStatistics: false, frozen: frozen, seed: 0, step: 0)
  }

  /// The batch's statistics normalize; what a layer draws depends on the seed, the step and the layer's name alone.
  public static func training(seed: UInt64, step: Int) -> Mode {
    Mode(isTraining: true, movesStatistics: true, frozen: nil, seed: seed, step: step)
  }

  /// The same pass again: the same elements are dropped, and running statistics stay as they are.
  public var again: Mode {
    var again = Mode(isTraining: isTraining, movesStatistics: false, frozen: frozen, seed: seed, step: step)
    again.microBatch = microBatch
    return again
  }

  /// The pass of a micro-batch, counted from 0 within its batch: layers draw other numbers for each.
  public func ofMicroBatch(_ index: Int) -> Mode {
    var mode = self
    mode.microBatch = index
    return mode
  }

  private init(isTraining: Bool, movesStatistics: Bool, frozen: FrozenWeights?, seed: UInt64, step: Int) {
    (self.isTraining, self.movesStatistics, self.frozen) = (isTraining, movesStatistics, frozen)
    (self.seed, self.step) = (seed, step)
  }

  /// The numbers that the layer of this name may draw in this step.
  public func random(for layer: String) -> RandomStream {
    // The word 'portion' is part of what runs draw: with another one, a resumed run would go on with other numbers.
    RandomStream(seed: seed, purpose: microBatch == 0 ? layer : "\(layer), portion \(microBatch)", step)
  }
}
