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
    // The columns and rows that something of the picture comes to.
    let columns = min(max(0, -left), width)..<max(min(width, width - left), min(max(0, -left), width))
    withCopy { copy in
      guard let source = copy.baseAddress, let target = bytes.baseAddress else { return }
      for row in 0..<shape.channels * height {
        let line = target + row * width
        guard 0..<height ~= row % height + up else {
          line.update(repeating: fill, count: width)
          continue
        }
        line.update(repeating: fill, count: columns.lowerBound)
        line.advanced(by: columns.lowerBound).update(
          from: source + (row + up) * width + columns.lowerBound + left, count: columns.count)
        line.advanced(by: columns.upperBound).update(repeating: fill, count: width - columns.upperBound)
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
    withCopy { copy in
      for channel in 0..<shape.channels {
        for line in 0..<lines.count {
          let distance = slope * (Double(line) + 0.5)
          let start = channel * area + line * lines.stride
          for position in 0..<lines.length {
            let source = Double(position) + 0.5 + distance
            let isInside = source >= 0 && source < Double(lines.length)
            bytes[start + position * lines.step] =
              isInside ? lines.cubic(copy, from: start, at: source - 0.5) : fill
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

    /// The value between two of a line, from the four around; outside the picture its border goes on.
    ///
    /// A cubic whose slopes at the two are half the differences of their neighbours.
    func cubic(_ values: UnsafeMutableBufferPointer<UInt8>, from start: Int, at position: Double) -> UInt8 {
      let whole = position.rounded(.down)
      func value(_ offset: Int) -> Double {
        Double(values[start + min(max(Int(whole) + offset, 0), length - 1) * step])
      }
      let (a, b, c, d) = (value(-1), value(0), value(1), value(2))
      let t = position - whole
      return UInt8(min(255, max(0, b + t * (c - a + t * (2 * (a - b) + c - d + t * (b - a + d - c))))))
    }
  }
}
