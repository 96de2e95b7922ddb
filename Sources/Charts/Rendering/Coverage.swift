import Pictures

/// Which share of every pixel in an area a shape covers, so that its edges are smooth.
///
/// Coordinates are in pixels.
struct Coverage {
  private let area: Rectangle
  private var shares: [Float]

  /// Nothing is covered yet; `area` holds all pixels that may be.
  init(of area: Rectangle) {
    self.area = area
    shares = [Float](repeating: 0, count: max(0, area.width) * max(0, area.height))
  }

  /// The pixels that points with a pen of some width may touch, within an image.
  static func area(of points: [Point], pen: Double, in bounds: Rectangle) -> Rectangle {
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else {
      return Rectangle(x: 0, y: 0, width: 0, height: 0)
    }
    func pixel(_ value: Double) -> Int { Int(min(max(value, -1e6), 1e6)) }
    let (x, y) = (pixel(left - pen) - 1, pixel(top - pen) - 1)
    return Rectangle(x: x, y: y, width: pixel(right + pen) + 2 - x, height: pixel(bottom + pen) + 2 - y)
      .clipped(to: bounds)
  }

  /// Adds a stroke from point to point with round ends; where strokes overlap, a pixel is covered by the larger share.
  mutating func addStroke(from: Point, to: Point, width: Double) {
    let reach = Self.area(of: [from, to], pen: width / 2 + 1, in: area)
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = dx * dx + dy * dy
    for y in reach.y..<max(reach.y, reach.bottom) {
      for x in reach.x..<max(reach.x, reach.right) {
        let (px, py) = (Double(x) + 0.5 - from.x, Double(y) + 0.5 - from.y)
        let along = length > 0 ? min(max((px * dx + py * dy) / length, 0), 1) : 0
        let (ex, ey) = (px - along * dx, py - along * dy)
        let share = min(max(width / 2 + 0.5 - (ex * ex + ey * ey).squareRoot(), 0), 1)
        let index = (y - area.y) * area.width + x - area.x
        shares[index] = max(shares[index], Float(share))
      }
    }
  }

  /// Adds the inside of a polygon, by the even-odd rule, from four lines through every row of pixels.
  mutating func addPolygon(_ points: [Point]) {
    let lines = 4
    for row in 0..<max(0, area.height) {
      for line in 0..<lines {
        let y = Double(area.y + row) + (Double(line) + 0.5) / Double(lines)
        var crossings: [Double] = []
        for (from, to) in zip(points, points.dropFirst() + points.prefix(1)) where (from.y <= y) != (to.y <= y) {
          crossings.append(from.x + (y - from.y) / (to.y - from.y) * (to.x - from.x))
        }
        crossings.sort()
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          addSpan(from: crossings[pair], to: crossings[pair + 1], row: row, share: 1 / Float(lines))
        }
      }
    }
  }

  private mutating func addSpan(from: Double, to: Double, row: Int, share: Float) {
    let (left, right) = (max(from - Double(area.x), 0), min(to - Double(area.x), Double(area.width)))
    guard left < right else { return }
    for column in Int(left)..<min(area.width, Int(right.rounded(.up))) {
      let covered = min(right, Double(column + 1)) - max(left, Double(column))
      let index = row * area.width + column
      shares[index] = min(1, shares[index] + share * Float(covered))
    }
  }

  /// Mixes a colour into an image where the shape is.
  func paint(_ color: Color, opacity: Double, on image: inout Image) {
    for row in 0..<max(0, area.height) {
      for column in 0..<area.width {
        let share = shares[row * area.width + column]
        guard share > 0 else { continue }
        let (x, y) = (area.x + column, area.y + row)
        image[x, y] = image[x, y].mixed(with: color, share: share * Float(opacity))
      }
    }
  }
}
