import Foundation

/// The symbol of a series.
package enum Marker: Sendable, CaseIterable {
  case circle, square, triangle, diamond, cross

  /// The outline around a place, `size` units across; `nil` for a circle.
  package func outline(at place: Point, size: Double) -> [Point]? {
    func polygon(_ corners: Int, reach: Double, turn: Double) -> [Point] {
      (0..<corners).map { corner in
        let angle = 2 * Double.pi * Double(corner) / Double(corners) + turn
        return Point(place.x + reach * sin(angle), place.y - reach * cos(angle))
      }
    }
    switch self {
    case .circle: return nil
    case .square: return polygon(4, reach: size * 0.66, turn: .pi / 4)
    case .triangle: return polygon(3, reach: size * 0.68, turn: 0)
    case .diamond: return polygon(4, reach: size * 0.64, turn: 0)
    case .cross:
      // A plus sign with arms a third as wide as it is across.
      let (arm, half) = (size * 0.56, size * 0.19)
      return [
        (-half, -arm), (half, -arm), (half, -half), (arm, -half), (arm, half), (half, half), (half, arm), (-half, arm),
        (-half, half), (-arm, half), (-arm, -half), (-half, -half),
      ].map { Point(place.x + $0.0, place.y + $0.1) }
    }
  }
}
