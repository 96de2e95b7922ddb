/// A table of small pictures: named rows and columns, and a line or two below each picture.
public struct TileSheet: Picture {
  /// One cell.
  public struct Tile: Sendable {
    /// What is shown, enlarged or reduced to the sheet's size of tiles.
    public var image: Image
    /// What is written below it.
    public var lines: [Line]

    /// A picture with what is written below it.
    public init(_ image: Image, _ lines: [Line] = []) { (self.image, self.lines) = (image, lines) }
  }

  /// A line of text in a colour.
  public struct Line: Sendable {
    /// What is written.
    public var text: String
    /// The colour of the letters.
    public var color: Color

    /// A line; in muted grey unless it has a colour of its own.
    public init(_ text: String, _ color: Color = .muted) { (self.text, self.color) = (text, color) }
  }

  /// One row.
  public struct Row: Sendable {
    /// Its name, in lines.
    public var name: [Line]
    /// As many as there are columns; nil leaves a cell empty.
    public var tiles: [Tile?]

    /// A row of a name and its cells.
    public init(_ name: [Line], _ tiles: [Tile?]) { (self.name, self.tiles) = (name, tiles) }
  }

  /// The pixels.
  public let image: Image
  /// The text entries of its PNG file.
  public let text: [(key: String, value: String)]

  private static let gap = 16
  private static let lineHeight = Lettering.lineHeight(scale: 2)

  /// Draws the sheet.
  ///
  /// - Parameters:
  ///   - title: what is shown, in a few words.
  ///   - subtitle: which run, in one line.
  ///   - columns: the names of the columns.
  ///   - rows: the rows, from top to bottom.
  ///   - remarks: what a reader must know, one line an item.
  ///   - side: the longer side of a tile, in pixels.
  ///   - text: entries for the PNG file, before title, subtitle and remarks in words.
  /// - Throws: ``PictureError`` if the picture exceeds 16,384 pixels a side.
  public init(
    title: String, subtitle: String, columns: [String], rows: [Row], remarks: [String] = [], side: Int = 128,
    text: [(key: String, value: String)] = []
  ) throws(PictureError) {
    self.text =
      text + PictureCaption(title: title, text: ([subtitle] + remarks).map { $0 + "." }.joined(separator: " ")).entries
    let columnWidths = columns.indices.map { column in
      let texts = [columns[column]] + rows.flatMap { $0.tiles[column]?.lines.map(\.text) ?? [] }
      return max(side, texts.map { Lettering.width(of: $0, scale: 2) }.max() ?? 0)
    }
    let nameWidth = rows.flatMap(\.name).map { Lettering.width(of: $0.text, scale: 2) }.max() ?? 0
    let tilesLeft = Layout.margin + nameWidth + (nameWidth > 0 ? Layout.columnGap : 0)
    let tilesWidth = columnWidths.reduce(0) { $0 + $1 + Self.gap } - Self.gap
    let width = max(
      tilesLeft + tilesWidth, Layout.margin + Lettering.width(of: title, scale: 3),
      Layout.margin + Lettering.width(of: subtitle, scale: 2))
    let remarkLines = remarks.flatMap { Lettering.lines(of: $0, width: width - Layout.margin, scale: 2) }
    let headHeight = 84
    let heights = rows.map { row in
      max(
        side + (row.tiles.compactMap { $0?.lines.count }.max() ?? 0) * Self.lineHeight,
        row.name.count * Self.lineHeight) + 22
    }
    let bodyTop = Layout.margin + headHeight + (columns.allSatisfy(\.isEmpty) ? 0 : Layout.headingHeight)
    let height = bodyTop + heights.reduce(0, +) + 10 + remarkLines.count * Self.lineHeight

    var page = try Image(width: width + Layout.margin, height: height + Layout.margin)
    page.draw(title, x: Layout.margin, y: Layout.margin, scale: 3)
    page.draw(subtitle, x: Layout.margin, y: Layout.margin + 36, color: .muted)
    let lefts = columnWidths.reduce(into: [tilesLeft]) { $0.append($0[$0.count - 1] + $1 + Self.gap) }
    for (column, name) in columns.enumerated() {
      page.draw(name, x: lefts[column], y: Layout.margin + headHeight)
    }
    var y = bodyTop
    for (row, height) in zip(rows, heights) {
      for (index, line) in row.name.enumerated() {
        page.draw(line.text, x: Layout.margin, y: y + index * Self.lineHeight, color: line.color)
      }
      for (column, tile) in row.tiles.enumerated() {
        guard let tile else { continue }
        let picture = try tile.image.fitted(to: side)
        page.draw(picture, outlinedAtX: lefts[column], y: y)
        for (index, line) in tile.lines.enumerated() {
          page.draw(
            line.text, x: lefts[column], y: y + picture.height + 8 + index * Self.lineHeight, color: line.color)
        }
      }
      y += height
    }
    for (index, line) in remarkLines.enumerated() {
      page.draw(line, x: Layout.margin, y: y + 10 + index * Self.lineHeight, color: .muted)
    }
    image = page
  }
}

extension TileSheet.Line {
  /// What an exit takes an image for, in the colour of right or wrong.
  public init(_ prediction: Prediction, truth: String?) {
    self.init(prediction.text(truth: truth), prediction.color(truth: truth))
  }
}
