/// The tiles of one part in rows, with a frame around them and a heading above.
struct TileBlock {
  let part: ChannelPart
  private let columns: Int
  private let side: Int

  init(_ part: ChannelPart, columns: Int, side: Int) {
    self.part = part
    self.columns = columns
    self.side = side
  }

  private var rows: Int { (part.shown.count + columns - 1) / columns }
  private var rowHeight: Int { side + Image.tileNumberHeight + Layout.tileGap }

  private var frameSize: (width: Int, height: Int) {
    (
      min(part.shown.count, columns) * (side + Layout.tileGap) - Layout.tileGap + 2 * Layout.framePadding,
      rows * rowHeight - Layout.tileGap + 2 * Layout.framePadding
    )
  }

  var width: Int { max(part.shown.isEmpty ? 0 : frameSize.width, Lettering.width(of: part.heading, scale: 2)) }

  var height: Int { part.shown.isEmpty ? Lettering.capitalHeight(scale: 2) : Layout.headingHeight + frameSize.height }

  func frame(x: Int, y: Int) -> Rectangle? {
    part.shown.isEmpty
      ? nil : Rectangle(x: x, y: y + Layout.headingHeight, width: frameSize.width, height: frameSize.height)
  }

  func draw(_ features: FeatureMap, _ scale: ValueScale, on page: inout Image, x: Int, y: Int) -> [FeatureTile] {
    page.draw(part.heading, x: x, y: y)
    guard let frame = frame(x: x, y: y) else { return [] }
    page.drawFrame(of: part.kind, frame)
    return part.shown.enumerated().map { index, channel in
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      return page.drawTile(
        channel, of: features, scale, x: frame.x + Layout.framePadding + column * (side + Layout.tileGap),
        y: frame.y + Layout.framePadding + row * rowHeight, side: side)
    }
  }
}
