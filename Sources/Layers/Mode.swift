import Torch

/// Whether a network is being trained: what batch normalization and dropout must know.
public struct Mode: Sendable {
  /// Whether the batch's statistics normalize and elements are dropped.
  public let isTraining: Bool
  /// Whether the running statistics follow the batch's.
  public let movesStatistics: Bool
  private let seed: UInt64
  private let step: Int

  /// Running statistics normalize; nothing is dropped.
  public static let evaluation = Mode(isTraining: false, movesStatistics: false, seed: 0, step: 0)

  /// The batch's statistics normalize; what a layer draws depends on the seed, the step and the layer's name alone.
  public static func training(seed: UInt64, step: Int) -> Mode {
    Mode(isTraining: true, movesStatistics: true, seed: seed, step: step)
  }

  /// The same pass again: the same elements are dropped, and running statistics stay as they are.
  public var again: Mode { Mode(isTraining: isTraining, movesStatistics: false, seed: seed, step: step) }

  private init(isTraining: Bool, movesStatistics: Bool, seed: UInt64, step: Int) {
    (self.isTraining, self.movesStatistics, self.seed, self.step) = (isTraining, movesStatistics, seed, step)
  }

  /// The numbers that the layer of this name may draw in this step.
  public func random(for layer: String) -> RandomStream { RandomStream(seed: seed, purpose: layer, step) }
}
