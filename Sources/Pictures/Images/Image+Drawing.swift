extension Image {
  /// Draws a border of `thickness` pixels just inside of `area`.
  public mutating func frame(_ area: Rectangle, _ color: Color, thickness: Int = 1) {
    for edge in area.edges(thickness: thickness) { fill(edge, color) }
  }

  /// Draws a broken border of `thickness` pixels just inside of `area`, closed at the four corners.
  ///
  /// The dashes are about `dash` pixels long; gaps are two thirds of that.
  public mutating func dashedFrame(_ area: Rectangle, _ color: Color, thickness: Int, dash: Int) {
    for edge in area.edges(thickness: thickness) {
      let isHorizontal = edge.width > edge.height
      let length = isHorizontal ? edge.width : edge.height
      // An edge is n dashes and n - 1 gaps, so that it begins and ends with a dash.
      let gap = dash * 2 / 3
      let dashes = max(1, (length + gap) / (dash + gap))
      let slots = 5 * dashes - 2
      for index in 0..<dashes {
        let from = length * (5 * index) / slots
        let to = length * (5 * index + 3) / slots
        fill(
          isHorizontal
            ? Rectangle(x: edge.x + from, y: edge.y, width: to - from, height: thickness)
            : Rectangle(x: edge.x, y: edge.y + from, width: thickness, height: to - from), color)
      }
    }
  }

  /// Fills an area with diagonal lines, which rise to the right.
  public mutating func hatch(_ area: Rectangle, line: Color = Color(gray: 168), ground: Color = Color(gray: 244)) {
    let area = area.clipped(to: bounds)
    for y in area.y..<area.bottom {
      for x in area.x..<area.right { self[x, y] = (x - area.x + y - area.y) % 8 < 2 ? line : ground }
    }
  }

  /// Draws a straight line one pixel wide, with both ends.
  public mutating func line(fromX x0: Int, y y0: Int, toX x1: Int, y y1: Int, _ color: Color) {
    let steps = max(abs(x1 - x0), abs(y1 - y0), 1)
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      self[x0 + Int((Double(x1 - x0) * share).rounded()), y0 + Int((Double(y1 - y0) * share).rounded())] = color
    }
  }

  /// Draws another image with its top left corner at (`x`, `y`), each pixel as a square of `enlargement` pixels a side.
  public mutating func draw(_ image: Image, x: Int, y: Int, enlargement: Int = 1) {
    for row in 0..<image.height {
      for column in 0..<image.width {
        let square = Rectangle(
          x: x + column * enlargement, y: y + row * enlargement, width: enlargement, height: enlargement)
        fill(square, image[column, row])
      }
    }
  }

  /// Draws another image with a thin grey outline around it.
  mutating func draw(_ image: Image, outlinedAtX x: Int, y: Int) {
    draw(image, x: x, y: y)
    frame(Rectangle(x: x, y: y, width: image.width, height: image.height).grown(by: 1), .hairline)
  }

  /// The image at the size of a panel: a smaller one enlarged by a whole factor, so that its longer side is at most `side`, a
  /// larger one reduced to that side by averages.
  public func fitted(to side: Int) throws(PictureError) -> Image {
    let longest = max(width, height)
    if longest <= side {
      let factor = side / longest
      var result = try Image(width: width * factor, height: height * factor)
      result.draw(self, x: 0, y: 0, enlargement: factor)
      return result
    }
    var result = try Image(width: max(1, width * side / longest), height: max(1, height * side / longest))
    for y in 0..<result.height {
      for x in 0..<result.width {
        let left = x * width / result.width
        let top = y * height / result.height
        result[x, y] = average(
          Rectangle(
            x: left, y: top, width: max(1, (x + 1) * width / result.width - left),
            height: max(1, (y + 1) * height / result.height - top)))
      }
    }
    return result
  }

  private func average(_ area: Rectangle) -> Color {
    var sums = (0, 0, 0)
    for y in area.y..<area.bottom {
      for x in area.x..<area.right {
        let color = self[x, y]
        sums = (sums.0 + Int(color.red), sums.1 + Int(color.green), sums.2 + Int(color.blue))
      }
    }
    let count = area.width * area.height
    func rounded(_ sum: Int) -> UInt8 { UInt8((sum + count / 2) / count) }
    return Color(rounded(sums.0), rounded(sums.1), rounded(sums.2))
  }
}

extension Rectangle {
  /// The four strips of `thickness` pixels just inside of the border.
  fileprivate func edges(thickness: Int) -> [Rectangle] {
    [
      Rectangle(x: x, y: y, width: width, height: thickness),
      Rectangle(x: x, y: bottom - thickness, width: width, height: thickness),
      Rectangle(x: x, y: y, width: thickness, height: height),
      Rectangle(x: right - thickness, y: y, width: thickness, height: height),
    ]
  }
}
