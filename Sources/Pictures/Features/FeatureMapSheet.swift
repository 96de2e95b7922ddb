/// The feature maps of all exits for one image: one row of tiles an exit, columns aligned, every tile of one size.
public struct FeatureMapSheet: Picture {
  /// The pixels.
  public let image: Image
  /// The lines of text, from top to bottom, row by row.
  public let caption: [String]
  /// The scale of each exit's row.
  public let scales: [ValueScale]
  /// The tiles of each exit's row, in drawing order.
  public let tiles: [[FeatureTile]]
  /// Run, strategy, beta, epoch, image, and all of it in words.
  public let text: [(key: String, value: String)]

  /// Draws the sheet.
  ///
  /// - Parameters:
  ///   - exits: the exits' features and predictions, from the shallowest to the deepest.
  ///   - input: the image that they saw.
  ///   - run: the caption's facts about the run.
  ///   - channels: how many channels are drawn for each exit at most, evenly from f⁺ and f⁻ in their proportion.
  ///   - order: the order of the tiles within f⁺ and f⁻.
  ///   - coverage: the share of values that each exit's scale shows unclipped; see ``ValueScale/init(fitting:coverage:)``.
  ///   - title: what is shown, where it is not the feature maps themselves.
  /// - Throws: ``PictureError`` if there is no exit, a number of shared channels is impossible or the picture exceeds 16,384 pixels
  ///   a side.
  public init(
    of exits: [ExitFeatures], input: InputImage, run: RunLabel, channels: Int = 16, order: ChannelOrder = .channel,
    coverage: Double = 0.995, title: String? = nil
  ) throws(PictureError) {
    guard !exits.isEmpty else {
      throw PictureError(problem: "a sheet of feature maps has no exit to show", remedy: "give one exit at least")
    }
    let side = FeatureTile.side(for: exits.map(\.features))
    var rows: [ExitRow] = []
    for exit in exits {
      rows.append(try ExitRow(exit, input.trueClass, limit: channels, order: order, coverage: coverage, side: side))
    }
    scales = rows.map(\.scale)
    let title = title ?? "feature maps of \(exits.count == 1 ? exits[0].exit : "\(exits.count) exits")"
    let inputLine = "input: \(input.words)"
    let legend = Legend(kinds: rows.flatMap { $0.parts.filter { !$0.shown.isEmpty }.map(\.kind) }, rows: rows)
    let remark = Self.remark(rows, order)
    text =
      run.entries + [(key: "workbench:image", value: input.name)]
      + PictureCaption(
        title: title,
        text: "\(run.caption). Input: \(input.words). Frames: \(legend.caption). Each row is an exit, "
          + "\(remark): \(zip(exits, scales).map { "\($0.exit) \($1.words)" }.joined(separator: ", "))."
      ).entries

    let picture = try input.image.fitted(to: 96)
    let headLeft = Layout.margin + picture.width + 28
    let tilesLeft = Layout.margin + (rows.map(\.labelWidth).max() ?? 0) + Layout.columnGap
    let barLeft = tilesLeft + (rows.map(\.tilesWidth).max() ?? 0) + 26
    let width =
      [
        barLeft + (scales.map(Image.colorBarWidth).max() ?? 0), headLeft + Lettering.width(of: title, scale: 3),
        headLeft + Lettering.width(of: run.caption, scale: 2), headLeft + Lettering.width(of: inputLine, scale: 2),
        tilesLeft + legend.width, tilesLeft + Lettering.width(of: remark, scale: 2),
      ].max() ?? 0
    let rowHeight = ExitRow.height(side: side) + 22
    let bodyTop = Layout.margin + max(picture.height, 96) + 40
    let footTop = bodyTop + rows.count * rowHeight + 10
    caption = [title, run.caption, inputLine] + rows.flatMap(\.labels.lines) + [legend.caption, remark]

    var page = try Image(width: width + Layout.margin, height: footTop + 24 + 14 + Layout.margin)
    page.draw(picture, outlinedAtX: Layout.margin, y: Layout.margin)
    page.draw(title, x: headLeft, y: Layout.margin + 4, scale: 3)
    page.draw(run.caption, x: headLeft, y: Layout.margin + 42, color: .muted)
    page.draw(inputLine, x: headLeft, y: Layout.margin + 68, color: .muted)
    var tiles: [[FeatureTile]] = []
    for (index, row) in rows.enumerated() {
      let y = bodyTop + index * rowHeight
      row.drawLabels(on: &page, x: Layout.margin, y: y)
      tiles.append(row.drawTiles(on: &page, x: tilesLeft, y: y))
      page.drawColorBar(row.scale, x: barLeft, y: y, height: side)
    }
    legend.draw(on: &page, x: tilesLeft, y: footTop)
    page.draw(remark, x: tilesLeft, y: footTop + 26, color: .muted)
    self.tiles = tiles
    image = page
  }

  private static func remark(_ rows: [ExitRow], _ order: ChannelOrder) -> String {
    let isPartial = rows.contains { row in row.parts.map(\.shown.count).reduce(0, +) < row.exit.features.channels }
    return (isPartial ? "channels evenly spaced, " : "all channels, ")
      + (order == .energy ? "strongest first, " : "") + "their numbers below; each exit has its own scale"
  }
}

/// One exit: labels at the left, its tiles in frames.
private struct ExitRow {
  /// Between tiles: room for the ends of two frames, so that columns stay aligned wherever f⁺ ends.
  private static let gap = 14
  private static let padding = 5

  let exit: ExitFeatures
  let parts: [ChannelPart]
  let scale: ValueScale
  let side: Int
  let labels: (lines: [String], colors: [Color])

  init(_ exit: ExitFeatures, _ truth: String?, limit: Int, order: ChannelOrder, coverage: Double, side: Int)
    throws(PictureError)
  {
    self.exit = exit
    self.side = side
    parts = try ChannelPart.parts(of: exit, limit: limit, order: order)
    scale = ValueScale(fitting: exit.features.values, coverage: coverage)
    let prediction = exit.prediction
    labels = (
      [exit.exit, "\(exit.layer) · \(exit.features.shape)"] + (prediction.map { [$0.text(truth: truth)] } ?? []),
      [.ink, .muted] + (prediction.map { [$0.color(truth: truth)] } ?? [])
    )
  }

  static func height(side: Int) -> Int { side + Image.tileNumberHeight + padding }

  var labelWidth: Int { labels.lines.map { Lettering.width(of: $0, scale: 2) }.max() ?? 0 }

  var tilesWidth: Int { parts.map(\.shown.count).reduce(0, +) * (side + Self.gap) - Self.gap }

  var hasDeadTiles: Bool { parts.contains { $0.shown.contains { exit.features.isDead($0) } } }

  func drawLabels(on page: inout Image, x: Int, y: Int) {
    for (index, line) in labels.lines.enumerated() {
      page.draw(line, x: x, y: y + index * 25, color: labels.colors[index])
    }
  }

  func drawTiles(on page: inout Image, x: Int, y: Int) -> [FeatureTile] {
    var tiles: [FeatureTile] = []
    for part in parts where !part.shown.isEmpty {
      let left = x + tiles.count * (side + Self.gap)
      let frame = Rectangle(
        x: left, y: y, width: part.shown.count * (side + Self.gap) - Self.gap, height: side + Image.tileNumberHeight)
      page.drawFrame(of: part.kind, frame.grown(by: Self.padding))
      for (index, channel) in part.shown.enumerated() {
        tiles.append(
          page.drawTile(channel, of: exit.features, scale, x: left + index * (side + Self.gap), y: y, side: side))
      }
    }
    return tiles
  }
}

/// What the frames mean: only those that occur.
private struct Legend {
  private static let key = (width: 34, height: 16)
  private let kinds: [ChannelPart.Kind]
  private let hasDeadTiles: Bool

  init(kinds: [ChannelPart.Kind], rows: [ExitRow]) {
    self.kinds = [.shared, .own, .whole].filter(kinds.contains)
    hasDeadTiles = rows.contains(where: \.hasDeadTiles)
  }

  private var labels: [String] { kinds.map(Self.label) + (hasDeadTiles ? ["constant (dead) channel"] : []) }

  private static func label(_ kind: ChannelPart.Kind) -> String {
    switch kind {
    case .shared: "f⁺ shared with deeper exits"
    case .own: "f⁻ own part of the exit"
    case .whole: "not partitioned"
    }
  }

  var caption: String { labels.joined(separator: " · ") }

  private func step(_ label: String) -> Int { Self.key.width + 10 + Lettering.width(of: label, scale: 2) + 36 }

  var width: Int { labels.map(step).reduce(0, +) - 36 }

  func draw(on page: inout Image, x: Int, y: Int) {
    var left = x
    for (index, label) in labels.enumerated() {
      let key = Rectangle(x: left, y: y - 1, width: Self.key.width, height: Self.key.height)
      if index < kinds.count {
        page.drawFrame(of: kinds[index], key, dash: 7)
      } else {
        page.hatch(key)
        page.frame(key, .hairline)
      }
      page.draw(label, x: left + Self.key.width + 10, y: y)
      left += step(label)
    }
  }
}
