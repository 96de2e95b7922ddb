/// In which order channels are drawn.
public enum ChannelOrder: String, Sendable, CaseIterable {
  /// By their number.
  case channel
  /// By their mean square, strongest first.
  case energy
}

/// A run of channels that belong together, and those of them that are drawn.
struct ChannelPart: Equatable {
  enum Kind {
    /// f⁺: deeper exits train it.
    case shared
    /// f⁻: this exit alone trains it.
    case own
    /// A map that is not partitioned.
    case whole
  }

  let kind: Kind
  /// All its channels, counted from 0.
  let channels: Range<Int>
  /// The drawn ones, in drawing order.
  let shown: [Int]

  /// The parts of an exit's map, empty ones included, with at most `limit` channels drawn: as many of each part as its share asks
  /// for, evenly spaced in the chosen order.
  ///
  /// - Throws: ``PictureError`` if the number of shared channels is not one of `0...C`.
  static func parts(of exit: ExitFeatures, limit: Int, order: ChannelOrder) throws(PictureError) -> [ChannelPart] {
    let count = exit.features.channels
    func part(_ kind: Kind, _ channels: Range<Int>, _ shown: Int) -> ChannelPart {
      ChannelPart(
        kind: kind, channels: channels, shown: evenly(shown, of: ordered(channels, by: order, in: exit.features)))
    }
    let total = min(count, max(1, limit))
    guard let shared = exit.sharedChannels else { return [part(.whole, 0..<count, total)] }
    guard (0...count).contains(shared) else {
      throw PictureError(
        problem: "\(exit.exit) cannot share \(shared) of \(count) channels", remedy: "share 0 to \(count) channels")
    }
    var shownShared = (total * shared + count / 2) / count
    // A part that exists is seen, if there is room for both.
    if total >= 2, shared > 0, shared < count { shownShared = min(max(shownShared, 1), total - 1) }
    return [
      part(.shared, 0..<shared, shownShared),
      part(.own, shared..<count, total - shownShared),
    ]
  }

  private static func ordered(_ channels: Range<Int>, by order: ChannelOrder, in features: FeatureMap) -> [Int] {
    switch order {
    case .channel: return Array(channels)
    case .energy:
      let energies = channels.map { (channel: $0, energy: features.energy($0)) }
      return energies.sorted { ($1.energy, $0.channel) < ($0.energy, $1.channel) }.map(\.channel)
    }
  }

  private static func evenly(_ count: Int, of channels: [Int]) -> [Int] {
    (0..<count).map { channels[$0 * channels.count / count] }
  }

  /// The line above the part.
  var heading: String {
    switch kind {
    case .shared: "f⁺ shared with deeper exits: \(span)"
    case .own: "f⁻ own part of this exit: \(span)"
    case .whole: "not partitioned: \(span)"
    }
  }

  private var span: String {
    switch channels.count {
    case 0: "no channels"
    case 1: "channel \(channels.upperBound)"
    default: "channels \(channels.lowerBound + 1)–\(channels.upperBound)"
    }
  }
}

extension Image {
  /// Draws a part's frame around its tiles: blue and solid for f⁺, orange and broken for f⁻, so that neither colour-blindness nor
  /// grey print confuses them; thin and grey for a map that is not partitioned.
  mutating func drawFrame(of kind: ChannelPart.Kind, _ area: Rectangle, dash: Int = 15) {
    switch kind {
    case .shared: frame(area, .shared, thickness: 3)
    case .own: dashedFrame(area, .own, thickness: 3, dash: dash)
    case .whole: frame(area, Color(gray: 150), thickness: 1)
    }
  }
}
