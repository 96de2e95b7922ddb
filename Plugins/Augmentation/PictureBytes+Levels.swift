import WorkbenchCore

/// Changes that give every byte a new value that depends on the old one and its channel's histogram.
///
/// They equal those of the same names in Pillow's `ImageOps`, byte for byte.
extension PictureBytes {
  /// The negative.
  func invert() { map { 255 - $0 } }

  /// Inverts what is at least as bright as `threshold`.
  func solarize(from threshold: Double) { map { Double($0) < threshold ? $0 : 255 - $0 } }

  /// Keeps the upper `bits` of every byte.
  func posterize(bits: Int) {
    let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
    map { $0 & mask }
  }

  /// Stretches every channel so that its darkest value is 0 and its brightest 255.
  func stretchContrast() {
    for index in 0..<shape.channels {
      let channel = channel(index)
      var (darkest, brightest) = (UInt8.max, UInt8.min)
      for value in channel {
        darkest = min(darkest, value)
        brightest = max(brightest, value)
      }
      guard darkest < brightest else { continue }
      let scale = 255 / Double(brightest - darkest)
      let offset = -Double(darkest) * scale
      Self.map(channel) { UInt8(min(255, max(0, Double($0) * scale + offset))) }
    }
  }

  /// Makes all values of every channel about equally frequent.
  func equalize() {
    for index in 0..<shape.channels {
      let channel = channel(index)
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { histogram in
        histogram.initialize(repeating: 0)
        for value in channel { histogram[Int(value)] &+= 1 }
        guard let last = histogram.last(where: { $0 > 0 }) else { return }
        let step = (UInt32(channel.count) - last) / 255
        guard step > 0 else { return }
        var sum = step / 2
        Self.map(channel) { value in
          defer { sum += histogram[Int(value)] }
          return UInt8(min(255, sum / step))
        }
      }
    }
  }

  /// Gives every byte the value that stands for it.
  func map(_ change: (UInt8) -> UInt8) { Self.map(bytes, change) }

  /// The values from 0 to 255 are each changed once, in their order, whatever the number of bytes.
  private static func map(_ bytes: UnsafeMutableBufferPointer<UInt8>, _ change: (UInt8) -> UInt8) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { table in
      for value in 0...255 { table[value] = change(UInt8(value)) }
      for index in bytes.indices { bytes[index] = table[Int(bytes[index])] }
    }
  }
}
