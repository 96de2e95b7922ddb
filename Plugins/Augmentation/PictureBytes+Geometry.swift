import Foundation
import WorkbenchCore

/// Movements of the picture; what comes in from outside has the value `fill`.
///
/// They equal Pillow's `Image.transform` and `Image.rotate`, byte for byte.
extension PictureBytes {
  /// Moves the picture to the left and upwards by a number of pixels, to the nearest whole one.
  func translate(left: Double, up: Double, fill: UInt8) {
    move(fill: fill) { x, y in
      (Int((Double(x) + 0.5 + left).rounded(.down)), Int((Double(y) + 0.5 + up).rounded(.down)))
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
  func shearRows(_ slope: Double, fill: UInt8) { shear(across: slope, down: 0, fill) }

  /// Pushes every column upwards by `slope` times its distance from the left, with cubic interpolation.
  func shearColumns(_ slope: Double, fill: UInt8) { shear(across: 0, down: slope, fill) }

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

  private func shear(across: Double, down: Double, _ fill: UInt8) {
    withCopy { copy in
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          let (centreX, centreY) = (Double(x) + 0.5, Double(y) + 0.5)
          let (fromX, fromY) = (centreX + across * centreY, centreY + down * centreX)
          let isInside = fromX >= 0 && fromX < Double(shape.width) && fromY >= 0 && fromY < Double(shape.height)
          for channel in 0..<shape.channels {
            let plane = UnsafeMutableBufferPointer(rebasing: copy[channel * area..<(channel + 1) * area])
            bytes[channel * area + y * shape.width + x] = isInside ? cubic(plane, fromX - 0.5, fromY - 0.5) : fill
          }
        }
      }
    }
  }

  /// The value between pixels, from the sixteen around; outside the picture its border goes on.
  private func cubic(_ plane: UnsafeMutableBufferPointer<UInt8>, _ x: Double, _ y: Double) -> UInt8 {
    let (column, row) = (x.rounded(.down), y.rounded(.down))
    let rows = (-1...2).map { offset in
      let start = min(max(Int(row) + offset, 0), shape.height - 1) * shape.width
      return Self.cubic(
        (-1...2).map { Double(plane[start + min(max(Int(column) + $0, 0), shape.width - 1)]) }, x - column)
    }
    return UInt8(min(255, max(0, Self.cubic(rows, y - row))))
  }

  /// The cubic through the middle two of four values whose slopes there are half the differences of their neighbours.
  private static func cubic(_ v: [Double], _ t: Double) -> Double {
    let second = 2 * (v[0] - v[1]) + v[2] - v[3]
    let third = v[1] - v[0] + v[3] - v[2]
    return v[1] + t * (v[2] - v[0] + t * (second + t * third))
  }
}
