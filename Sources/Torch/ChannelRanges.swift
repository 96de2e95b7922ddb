/// A set of channels as sorted, disjoint, non-empty ranges.
///
/// ```swift
/// let cleared = ChannelRanges([0..<8, 8..<12])  // 0..<12
/// let rest = cleared.complement(in: 16)  // 12..<16
/// ```
public struct ChannelRanges: Sendable, Hashable {
  /// The ranges in rising order; those that touch are one.
  public private(set) var ranges: [Range<Int>]

  /// No channels.
  public init() { ranges = [] }

  /// The union of ranges in any order.
  public init(_ ranges: [Range<Int>]) {
    let sorted = ranges.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    self.ranges = sorted.reduce(into: []) { merged, next in
      if let last = merged.last, last.upperBound >= next.lowerBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
      } else {
        merged.append(next)
      }
    }
  }

  /// Whether the set has no channel.
  public var isEmpty: Bool { ranges.isEmpty }

  /// The number of channels.
  public var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Whether all of the channels are in the set.
  public func contains(_ channels: Range<Int>) -> Bool {
    channels.isEmpty || ranges.contains { $0.contains(channels) }
  }

  /// The channels that are in this set, in the other one or in both.
  public func union(_ other: ChannelRanges) -> ChannelRanges { ChannelRanges(ranges + other.ranges) }

  /// The channels of `0..<channels` that are not in the set.
  public func complement(in channels: Int) -> ChannelRanges {
    var start = 0
    var gaps: [Range<Int>] = []
    for range in ranges where range.lowerBound < channels {
      if range.lowerBound > start { gaps.append(start..<range.lowerBound) }
      start = max(start, range.upperBound)
    }
    if start < channels { gaps.append(start..<channels) }
    return ChannelRanges(gaps)
  }

  /// The set with every channel moved up by `offset`.
  public func shifted(by offset: Int) -> ChannelRanges {
    ChannelRanges(ranges.map { $0.lowerBound + offset..<$0.upperBound + offset })
  }

  /// Start and end of every range, one after the other, as the C layer takes them.
  var pairs: [Int] { ranges.flatMap { [$0.lowerBound, $0.upperBound] } }
}
