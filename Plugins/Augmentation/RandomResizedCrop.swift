import Foundation
import Pictures
import WorkbenchCore

/// Shows a part of the picture of random size, shape and place, scaled to the size of the samples.
///
/// Its area is a uniform share of the picture's, and the logarithm of width over height is uniform. What does not fit into the
/// picture is drawn again, ten times; then it is the largest part in the middle whose shape is allowed.
///
/// Source: the transform of this name in torchvision, which follows Szegedy et al., "Going Deeper with Convolutions", CVPR 2015,
/// section 6.
struct RandomResizedCrop: RegionTransform {
  static let name = "random-resized-crop"
  static let summary = "shows a part of random size, shape and place, as ImageNet is trained on"

  static let smallest = Setting(
    "smallest", default: 0.08, in: 0.0001...1, "smallest share of the picture's area")
  static let largest = Setting("largest", default: 1, in: 0.0001...1, "largest share of the picture's area")
  static let stretch = Setting(
    "stretch", default: 4.0 / 3, in: 1...100, "largest ratio of width to height, and of height to width")
  static let settings: [any AnySetting] = [smallest, largest, stretch]

  private let areas: ClosedRange<Double>
  private let stretch: Double

  init(_ settings: Settings, shape: ImageShape) throws {
    let (smallest, largest) = (settings[Self.smallest], settings[Self.largest])
    guard smallest <= largest else {
      throw settings.problem(Self.smallest, "'smallest' is \(smallest), more than 'largest', which is \(largest)")
    }
    areas = smallest...largest
    stretch = settings[Self.stretch]
  }

  func region(width: Int, height: Int, random: inout RandomStream) -> PictureRegion {
    for _ in 0..<10 {
      let share = areas.lowerBound + random.uniform() * (areas.upperBound - areas.lowerBound)
      let area = Double(width * height) * share
      let ratio = exp((2 * random.uniform() - 1) * log(stretch))
      let columns = Int((area * ratio).squareRoot().rounded(.toNearestOrEven))
      let rows = Int((area / ratio).squareRoot().rounded(.toNearestOrEven))
      guard 1...width ~= columns, 1...height ~= rows else { continue }
      let y = random.below(height - rows + 1)
      return PictureRegion(x: random.below(width - columns + 1), y: y, width: columns, height: rows)
    }
    return middle(width: width, height: height)
  }

  /// The largest part in the middle of an allowed shape.
  func middle(width: Int, height: Int) -> PictureRegion {
    let columns = min(width, max(1, Int((Double(height) * stretch).rounded(.toNearestOrEven))))
    let rows = min(height, max(1, Int((Double(width) * stretch).rounded(.toNearestOrEven))))
    return PictureRegion(x: (width - columns) / 2, y: (height - rows) / 2, width: columns, height: rows)
  }

  func apply(to pixels: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, random: inout RandomStream) {
    let part = region(width: shape.width, height: shape.height, random: &random)
    let scaling = Scaling(
      Rectangle(x: part.x, y: part.y, width: part.width, height: part.height), width: shape.width, height: shape.height)
    PictureBytes(pixels, shape).withCopy { copy in
      scaling.write(
        UnsafeBufferPointer(copy), width: shape.width, channels: shape.channels, layout: .planar, into: pixels)
    }
  }
}
