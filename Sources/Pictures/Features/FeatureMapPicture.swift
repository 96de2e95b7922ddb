/// The feature map of one exit for one image: the input at the left, the channels as tiles in the parts f⁺ and f⁻, one scale.
public struct FeatureMapPicture: Picture {
  /// The pixels.
  public let image: Image
  /// The lines of text above and below the tiles, from top to bottom.
  public let caption: [String]
  /// The scale that all tiles share.
  public let scale: ValueScale
  /// The tiles, in drawing order.
  public let tiles: [FeatureTile]
  /// The frame around the tiles of f⁺, if there are any.
  public let sharedFrame: Rectangle?
  /// The frame around the tiles of f⁻, if there are any.
  public let ownFrame: Rectangle?
  /// Run, strategy, beta, epoch, exit, layer, image, scale, and all of it in words.
  public let text: [(key: String, value: String)]

  /// Draws the picture.
  ///
  /// - Parameters:
  ///   - exit: the exit's features and prediction.
  ///   - input: the image it saw.
  ///   - run: the caption's facts about the run.
  ///   - maximumChannels: how many channels are drawn at most; fewer are taken evenly from f⁺ and f⁻ in their proportion.
  ///   - columns: how many tiles stand in a row.
  ///   - order: the order of the tiles within f⁺ and f⁻.
  ///   - coverage: the share of values that the scale shows unclipped; see ``ValueScale/init(fitting:coverage:)``.
  /// - Throws: ``PictureError`` if the number of shared channels is impossible or the picture exceeds 16,384 pixels a side.
  public init(
    of exit: ExitFeatures, input: InputImage, run: RunLabel, maximumChannels: Int = 64, columns: Int = 16,
    order: ChannelOrder = .channel, coverage: Double = 0.995
  ) throws(PictureError) {
    let features = exit.features
    let parts = try ChannelPart.parts(of: exit, limit: maximumChannels, order: order)
    scale = ValueScale(fitting: features.values, coverage: coverage)
    let title = "\(exit.exit) · \(exit.layer) · \(features.shape)"
    let subtitle = "\(run.caption) · \(input.name)"
    let remarks = Self.remarks(on: parts, features, scale, order)
    text =
      run.entries + [
        (key: "workbench:exit", value: exit.exit), (key: "workbench:layer", value: "\(exit.layer) \(features.shape)"),
        (key: "workbench:image", value: input.name),
        (key: "workbench:scale", value: "\(scale.colorMap.name) \(scale.lower) \(scale.upper)"),
      ]
      + PictureCaption(
        title: title,
        text: "\(run.caption). What \(exit.exit) sees of \(input.words): "
          + (parts.map(\.heading) + remarks + [scale.words]).joined(separator: "; ") + "."
      ).entries

    // Sizes, from the inside out.
    let panel = try InputPanel(input, exit: exit)
    let blocks = parts.map { TileBlock($0, columns: max(1, columns), side: FeatureTile.side(for: [features])) }
    let blocksWidth = blocks.map(\.width).max() ?? 0
    let blocksHeight = blocks.map(\.height).reduce(0, +) + Layout.blockGap * (blocks.count - 1)
    let blocksLeft = Layout.margin + panel.width + Layout.columnGap
    let barLeft = blocksLeft + blocksWidth + 24
    let width = max(
      barLeft + Image.colorBarWidth(scale), Layout.margin + Lettering.width(of: title, scale: 3),
      Layout.margin + Lettering.width(of: subtitle, scale: 2))
    let remarkLines = remarks.flatMap { Lettering.lines(of: $0, width: width - blocksLeft, scale: 2) }
    let bodyTop = Layout.margin + 84
    let remarksTop = bodyTop + blocksHeight + 26
    let height = max(remarksTop + remarkLines.count * Lettering.lineHeight(scale: 2), bodyTop + panel.height) - 10
    caption = [title, subtitle] + parts.map(\.heading) + remarkLines

    var page = try Image(width: width + Layout.margin, height: height + Layout.margin)
    page.draw(title, x: Layout.margin, y: Layout.margin, scale: 3)
    page.draw(subtitle, x: Layout.margin, y: Layout.margin + 36, color: .muted)
    panel.draw(on: &page, x: Layout.margin, y: bodyTop)
    var tiles: [FeatureTile] = []
    var frames: [ChannelPart.Kind: Rectangle] = [:]
    var y = bodyTop
    for block in blocks {
      tiles += block.draw(features, scale, on: &page, x: blocksLeft, y: y)
      frames[block.part.kind] = block.frame(x: blocksLeft, y: y)
      y += block.height + Layout.blockGap
    }
    let barTop = frames.values.map(\.y).min() ?? bodyTop
    let barBottom = frames.values.map(\.bottom).max() ?? bodyTop
    page.drawColorBar(scale, x: barLeft, y: barTop, height: barBottom - barTop)
    for (index, line) in remarkLines.enumerated() {
      page.draw(line, x: blocksLeft, y: remarksTop + index * Lettering.lineHeight(scale: 2), color: .muted)
    }
    self.tiles = tiles
    sharedFrame = frames[.shared]
    ownFrame = frames[.own]
    image = page
  }

  /// What the reader must know about the tiles, one line an item.
  private static func remarks(
    on parts: [ChannelPart], _ features: FeatureMap, _ scale: ValueScale, _ order: ChannelOrder
  ) -> [String] {
    let shown = parts.map(\.shown.count).reduce(0, +)
    var channels = "all \(features.channels) channels shown"
    if shown < features.channels {
      let shares = zip(parts, ["shared", "own"]).map { "\($0.shown.count) of \($0.channels.count) \($1)" }
      let isSplit = parts.count == 2 && parts.allSatisfy { !$0.channels.isEmpty }
      channels = "\(shown) of \(features.channels) channels shown"
      channels += (isSplit ? " (\(shares.joined(separator: ", ")))" : "") + ", evenly spaced"
    }
    if order == .energy { channels += ", strongest first" }
    var values = "one scale for all tiles"
    if scale.clips {
      values += "; values beyond \(ValueScale.text(scale.upper)) (up to \(ValueScale.text(scale.maximum))) are clipped"
    }
    var remarks = [channels, values]
    let dead = (0..<features.channels).count { features.isDead($0) }
    if dead > 0 { remarks.append("hatched: constant (dead) channels, \(dead) of \(features.channels)") }
    let notFinite = features.values.count { !$0.isFinite }
    if notFinite > 0 { remarks.append("pink: \(notFinite) values that are not finite numbers") }
    return remarks
  }
}
