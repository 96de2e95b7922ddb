/// One channel in a picture.
public struct FeatureTile: Sendable, Equatable {
  /// The channel, counted from 0.
  public let channel: Int
  /// Where it is drawn, in pixels.
  public let area: Rectangle
  /// Whether it is hatched, because the channel is constant.
  public let isDead: Bool

  /// One side in pixels for the tiles of all the maps: 64, or the side of the largest map where that is more.
  static func side(for maps: [FeatureMap]) -> Int { maps.reduce(64) { max($0, $1.height, $1.width) } }
}

extension Image {
  /// Draws one channel in the middle of a square, with its number below, and tells what became of it.
  ///
  /// Its pixels are enlarged by the largest whole factor that fits.
  mutating func drawTile(_ channel: Int, of features: FeatureMap, _ scale: ValueScale, x: Int, y: Int, side: Int)
    -> FeatureTile
  {
    let factor = side / max(features.height, features.width)
    let area = Rectangle(
      x: x + (side - features.width * factor) / 2, y: y + (side - features.height * factor) / 2,
      width: features.width * factor, height: features.height * factor)
    let isDead = features.isDead(channel)
    if isDead {
      hatch(area)
      frame(area, .hairline)
    } else {
      for (index, value) in features.channel(channel).enumerated() {
        let (row, column) = index.quotientAndRemainder(dividingBy: features.width)
        fill(
          Rectangle(x: area.x + column * factor, y: area.y + row * factor, width: factor, height: factor),
          scale.color(of: value))
      }
    }
    let number = String(channel + 1)
    draw(
      number, x: x + (side - Lettering.width(of: number, scale: 1)) / 2, y: y + side + 4, color: .muted, scale: 1)
    return FeatureTile(channel: channel, area: area, isDead: isDead)
  }

  /// The room that a channel's number takes below its tile.
  static let tileNumberHeight = 4 + 7
}
