/// A line cut into dashes.
enum Dashes {
  /// The pieces of a polyline that are drawn; `pattern` holds lengths of dashes and gaps in turn, empty for all of it.
  static func pieces(of points: [Point], pattern: [Double]) -> [[Point]] {
    guard !pattern.isEmpty, pattern.allSatisfy({ $0 > 0 }), let first = points.first else { return [points] }
    var pieces: [[Point]] = []
    var current = [first]
    var (index, left, isDash) = (0, pattern[0], true)
    for (from, to) in zip(points, points.dropFirst()) {
      let length = ((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y)).squareRoot()
      var done = 0.0
      while length - done > left {
        done += left
        let place = Point(from.x + (to.x - from.x) * done / length, from.y + (to.y - from.y) * done / length)
        if isDash { pieces.append(current + [place]) }
        current = [place]
        isDash.toggle()
        index = (index + 1) % pattern.count
        left = pattern[index]
      }
      left -= length - done
      current.append(to)
    }
    if isDash, current.count > 1 { pieces.append(current) }
    return pieces
  }
}
