/// A division of channels at an exit: the first are shared with the deeper exits, the rest are the exit's own.
public struct ChannelSplit: Sendable, Hashable {
  /// The channels that the deeper exits train.
  public let shared: Range<Int>
  /// The channels that the exit trains.
  public let own: Range<Int>

  /// Shares a part of `channels` with deeper exits; `share`, in `0...1`, says which.
  ///
  /// The product is rounded half to even, as Python's `round` does.
  public init(of channels: Int, share: Double) {
    precondition((0...1).contains(share), "the share of channels must be in 0...1, got \(share)")
    let count = Int((Double(channels) * share).rounded(.toNearestOrEven))
    (shared, own) = (0..<count, count..<channels)
  }
}
