import Pictures
import WorkbenchCore

extension Dataset {
  /// A sample as people see it: one channel is grey, of more than three the first three are shown.
  package func picture(of index: Int, in split: Split) throws -> Image {
    var bytes = [UInt8](repeating: 0, count: shape.count)
    try bytes.withUnsafeMutableBufferPointer { try read(index, of: split, into: $0) }
    let plane = shape.height * shape.width
    let pixels = (0..<plane).flatMap { pixel in (0..<3).map { bytes[min($0, shape.channels - 1) * plane + pixel] } }
    return try Image(width: shape.width, height: shape.height, pixels: pixels)
  }
}
