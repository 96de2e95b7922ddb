import Foundation
import Pictures
import Training
import WorkbenchCore

/// Brings pictures of any size to what a network takes, as the data set's evaluation does.
///
/// A photograph is turned as its camera noted, the shorter side is scaled, the middle is cut out, and bytes are normalized. For a network of one channel, colours become
/// brightness (ITU-R BT.601).
struct PictureInput {
  private let shape: ImageShape
  private let shorterSide: Int
  private let values: [[Float]]
  private let device: Device
  private let type: ElementType

  /// - Throws: ``ModelError`` for a data set whose images are not squares of one or three channels.
  init(_ experiment: Experiment) throws {
    let dataset = experiment.dataset
    shape = dataset.shape
    guard shape.height == shape.width, [1, 3].contains(shape.channels) else {
      throw ModelError(
        "pictures can be brought to squares of 1 or 3 channels, and this network takes \(shape.channels) channels of "
          + "\(shape.height) x \(shape.width)")
    }
    shorterSide = dataset.shorterSide
    values = dataset.normalization.values
    (device, type) = (experiment.device, experiment.network.type)
  }

  /// The input of the file's picture, `[C, H, W]`.
  func values(ofFileAt path: String) throws(PictureError) -> [Float] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw PictureError(problem: "cannot be read", remedy: "check that it is a file and that you may read it")
    }
    let image = try Image(decoding: data, turned: true)
    let plane = shape.height * shape.width
    var colors = [UInt8](repeating: 0, count: 3 * plane)
    colors.withUnsafeMutableBufferPointer { image.cutOut(size: shape.height, shorterSide: shorterSide, into: $0) }
    if shape.channels == 3 { return colors.indices.map { values[$0 / plane][Int(colors[$0])] } }
    return (0..<plane).map { pixel in
      let (red, green, blue) = (colors[pixel], colors[plane + pixel], colors[2 * plane + pixel])
      let brightness = (0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)).rounded()
      return values[0][Int(brightness)]
    }
  }

  /// A batch `[N, C, H, W]`.
  func batch(_ images: [[Float]]) throws -> Tensor {
    try Tensor(images.flatMap { $0 }, [images.count, shape.channels, shape.height, shape.width])
      .moved(to: device, as: type).inPreferredLayout()
  }
}
