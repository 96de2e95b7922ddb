import WorkbenchCore

/// The `index`-th number of a sequence in -1..<1 that every language computes alike: 32-bit arithmetic that wraps around.
///
/// The golden files were made on parameters and images that are filled with it; `salt` tells their sequences apart.
func goldenNumber(_ index: Int, salt: Int) -> Double {
  // Masked shifts: the others are many times slower without optimization.
  var x = UInt32(index) &* 0x9E37_79B1 &+ UInt32(salt + 1) &* 0x85EB_CA77
  x ^= x &>> 15
  x = x &* 0x2C1B_3C6D
  x ^= x &>> 12
  x = x &* 0x297A_2D39
  x ^= x &>> 15
  return Double(x &>> 8) / 8_388_608 - 1
}

/// A tensor of the first numbers of a sequence, times `scale`, rounded once to single precision where `isRounded`.
func goldenTensor(
  _ shape: [Int], salt: Int, scale: Double = 1, isRounded: Bool = false, type: ElementType = .float64
) throws -> Tensor {
  let count = shape.reduce(1, *)
  var values = [Double](repeating: 0, count: count)
  values.withUnsafeMutableBufferPointer { buffer in
    for index in 0..<count {
      let value = goldenNumber(index, salt: salt) * scale
      buffer[index] = isRounded ? Double(Float(value)) : value
    }
  }
  return try Tensor(values, shape).converted(to: type)
}
