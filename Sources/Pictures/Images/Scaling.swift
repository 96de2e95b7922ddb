/// A part of a picture made larger or smaller, of which a window is kept.
///
/// The same as Pillow's `crop`, `resize` with `BILINEAR`, and `crop` again, byte for byte, without the pixels that are not kept.
public struct Scaling {
  /// How the channels of a picture lie in memory.
  public enum Layout: Sendable {
    /// All channels of a pixel side by side.
    case interleaved
    /// One channel after the other.
    case planar
  }

  private let region: Rectangle
  private let columns: Resampling
  private let rows: Resampling

  /// Scales all of `region`, which lies in the picture, to another size.
  public init(_ region: Rectangle, width: Int, height: Int) {
    precondition(min(region.width, region.height, width, height) > 0, "an empty part of a picture cannot be scaled")
    self.region = region
    columns = Resampling(length: region.width, to: width, window: 0..<width)
    rows = Resampling(length: region.height, to: height, window: 0..<height)
  }

  /// Scales a whole picture so that its shorter side has a length, and keeps the square in its middle: torchvision's `Resize`
  /// and `CenterCrop`.
  public init(width: Int, height: Int, shorterSide: Int, size: Int) {
    precondition(size <= shorterSide, "a square of \(size) pixels is not cut out of \(shorterSide)")
    region = Rectangle(x: 0, y: 0, width: width, height: height)
    func axis(_ length: Int, other: Int) -> Resampling {
      let scaled = length <= other ? shorterSide : Int(Double(shorterSide * length) / Double(other))
      let start = Int((Double(scaled - size) / 2).rounded(.toNearestOrEven))
      return Resampling(length: length, to: scaled, window: start..<start + size)
    }
    columns = axis(width, other: height)
    rows = axis(height, other: width)
  }

  /// Writes the window channel by channel, row by row.
  ///
  /// - Parameters:
  ///   - pixels: the picture.
  ///   - width: of the picture, in pixels.
  ///   - channels: their number.
  ///   - layout: how they lie.
  ///   - target: room for as many bytes, elsewhere.
  public func write(
    _ pixels: UnsafeBufferPointer<UInt8>, width: Int, channels: Int, layout: Layout,
    into target: UnsafeMutableBufferPointer<UInt8>
  ) {
    let (across, down) = (columns.firsts.count, rows.firsts.count)
    precondition(target.count == channels * across * down, "a window of \(across) x \(down) pixels in each channel")
    guard let source = pixels.baseAddress, let windows = target.baseAddress else { return }
    let step = layout == .interleaved ? channels : 1
    let area = pixels.count / channels
    let needed = rows.needed
    // Along the rows first, of those that are needed; rounded in between, as Pillow does.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: channels * needed.count * across) { room in
      guard let narrow = room.baseAddress else { return }
      for channel in 0..<channels {
        let plane = source + (layout == .interleaved ? channel : channel * area)
        for y in needed {
          let line = plane + ((region.y + y) * width + region.x) * step
          narrowed(line, step: step, into: narrow + (channel * needed.count + y - needed.lowerBound) * across)
        }
      }
      for channel in 0..<channels {
        let plane = narrow + (channel * needed.count - needed.lowerBound) * across
        lowered(plane, into: windows + channel * across * down)
      }
    }
  }

  private static let half: Int32 = 1 << (Int32(Resampling.digits) - 1)

  /// Scales one row; its values lie `step` apart.
  private func narrowed(_ line: UnsafePointer<UInt8>, step: Int, into target: UnsafeMutablePointer<UInt8>) {
    let most = columns.most
    columns.shares.withUnsafeBufferPointer { shares in
      columns.firsts.withUnsafeBufferPointer { firsts in
        columns.counts.withUnsafeBufferPointer { counts in
          for x in firsts.indices {
            var value = line + firsts[x] * step
            var sum = Self.half
            let first = x &* most
            for place in first..<first &+ counts[x] {
              sum &+= Int32(value.pointee) &* shares[place]
              value += step
            }
            target[x] = UInt8(truncatingIfNeeded: sum &>> Int32(Resampling.digits))
          }
        }
      }
    }
  }

  /// Scales one channel of rows that have their new width from top to bottom.
  private func lowered(_ plane: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>) {
    let across = columns.firsts.count
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: across) { sums in
      for y in rows.firsts.indices {
        sums.initialize(repeating: Self.half)
        for place in 0..<rows.counts[y] {
          let share = rows.shares[y * rows.most + place]
          let line = plane + (rows.firsts[y] + place) * across
          for x in 0..<across { sums[x] &+= Int32(line[x]) &* share }
        }
        let row = target + y * across
        for x in 0..<across { row[x] = UInt8(truncatingIfNeeded: sums[x] &>> Int32(Resampling.digits)) }
      }
    }
  }
}
