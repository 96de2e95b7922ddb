import Foundation
import WorkbenchCore

/// Movements of the picture; what comes in from outside has the value `fill`.
///
/// They equal Pillow's `Image.transform` and `Image.rotate`, byte for byte.
extension PictureBytes {
  /// Moves the picture to the left and upwards by a number of pixels, to the nearest whole one.
  func translate(left: Double, up: Double, fill: UInt8) {
    shift(left: Int((0.5 + left).rounded(.down)), up: Int((0.5 + up).rounded(.down)), fill: fill)
  }

  /// Moves the picture to the left and upwards by whole pixels, or to the right and down where they are negative.
  func shift(left: Int, up: Int, fill: UInt8) {
    let (width, height) = (shape.width, shape.height)
    guard abs(left) < width, abs(up) < height else { return bytes.update(repeating: fill) }
    guard let start = bytes.baseAddress, left != 0 || up != 0 else { return }
    let distance = up * width + left
    // The rows that something of the picture comes to, and the columns of them that have wrapped around its borders.
    let rows = max(0, -up)..<min(height, height - up)
    let gap = left > 0 ? width - left..<width : 0 ..< -left
    for channel in 0..<shape.channels {
      let plane = start + channel * area
      plane.advanced(by: max(0, -distance)).update(
        from: plane + max(0, distance), count: area - abs(distance))
      plane.update(repeating: fill, count: rows.lowerBound * width)
      plane.advanced(by: rows.upperBound * width).update(repeating: fill, count: (height - rows.upperBound) * width)
      // Down the columns: a row's few bytes would each time be a call.
      for column in gap {
        for row in rows { plane[row * width + column] = fill }
      }
    }
  }

  /// Turns the picture around its middle, counter-clockwise, by an angle in degrees, to the nearest pixel.
  func rotate(degrees: Double, fill: UInt8) {
    let angle = -degrees * .pi / 180
    let (cosine, sine) = (cos(angle), sin(angle))
    let (middleX, middleY) = (Double(shape.width) / 2, Double(shape.height) / 2)
    // In steps of 1/65536 pixel, as Pillow adds them up.
    func fixed(_ value: Double) -> Int { Int((value * 65_536 + 0.5).rounded(.down)) }
    let startX = fixed(middleX - cosine * (middleX - 0.5) - sine * (middleY - 0.5))
    let startY = fixed(middleY + sine * (middleX - 0.5) - cosine * (middleY - 0.5))
    let (along, down, up) = (fixed(cosine), fixed(sine), fixed(-sine))
    move(fill: fill) { x, y in ((startX + x * along + y * down) >> 16, (startY + x * up + y * along) >> 16) }
  }

  /// Pushes every row to the left by `slope` times its distance from the top, with cubic interpolation.
  func shearRows(_ slope: Double, fill: UInt8) {
    shear(slope: slope, lines: Axis(count: shape.height, stride: shape.width, length: shape.width, step: 1), fill)
  }

  /// Pushes every column upwards by `slope` times its distance from the left, with cubic interpolation.
  func shearColumns(_ slope: Double, fill: UInt8) {
    shear(slope: slope, lines: Axis(count: shape.width, stride: 1, length: shape.height, step: shape.width), fill)
  }

  /// Gives every pixel the value of another one, which `source` names by column and row.
  private func move(fill: UInt8, _ source: (Int, Int) -> (Int, Int)) {
    withCopy { copy in
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          let (fromX, fromY) = source(x, y)
          let isInside = 0..<shape.width ~= fromX && 0..<shape.height ~= fromY
          for channel in 0..<shape.channels {
            bytes[channel * area + y * shape.width + x] =
              isInside ? copy[channel * area + fromY * shape.width + fromX] : fill
          }
        }
      }
    }
  }

  /// Moves every line by its own distance along itself, so that only values of one line are mixed.
  private func shear(slope: Double, lines: Axis, _ fill: UInt8) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: lines.length + 4) { values in
      withUnsafeTemporaryAllocation(of: CubicPlace.self, capacity: lines.length) { places in
        for line in 0..<lines.count {
          let distance = slope * (Double(line) + 0.5)
          for position in 0..<lines.length {
            places[position] = CubicPlace(Double(position) + 0.5 + distance, of: lines.length)
          }
          for channel in 0..<shape.channels {
            let start = channel * area + line * lines.stride
            for position in 0..<lines.length { values[position + 2] = Double(bytes[start + position * lines.step]) }
            // Outside the picture its border goes on, for the two values that a place needs beside it.
            (values[0], values[1]) = (values[2], values[2])
            let last = values[lines.length + 1]
            (values[lines.length + 2], values[lines.length + 3]) = (last, last)
            for position in 0..<lines.length {
              bytes[start + position * lines.step] = places[position].value(in: values) ?? fill
            }
          }
        }
      }
    }
  }

  /// The lines of a channel: how many there are, how far apart, and how far apart their values are.
  private struct Axis {
    let count: Int
    let stride: Int
    let length: Int
    let step: Int
  }

  /// A place between two values of a line.
  private struct CubicPlace {
    /// The value before, counted from one before the line's first; below 0 outside the line.
    let before: Int
    /// How far it is from there to the next one, in 0..<1.
    let part: Double

    /// The place at `distance` from the border of a line, whose values are in the middle of their pixels.
    init(_ distance: Double, of length: Int) {
      guard distance >= 0, distance < Double(length) else {
        (before, part) = (-1, 0)
        return
      }
      let position = distance - 0.5
      let whole = position.rounded(.down)
      (before, part) = (Int(whole) + 1, position - whole)
    }

    /// What lies there in `line`, which has two more values at either end; nil outside.
    ///
    /// A cubic whose slopes at the two values beside it are half the differences of their neighbours.
    func value(in line: UnsafeMutableBufferPointer<Double>) -> UInt8? {
      guard before >= 0 else { return nil }
      let (a, b, c, d) = (line[before], line[before + 1], line[before + 2], line[before + 3])
      let value = b + part * (c - a + part * (2 * (a - b) + c - d + part * (b - a + d - c)))
      return value < 0 ? 0 : value > 255 ? 255 : UInt8(value)
    }
  }
}
