import WorkbenchCore

/// A picture as drawn by lot: a figure of the class among everything that the class does not depend on.
///
/// The class is the outline and the pattern of the largest figure, which lies in front. Position, size, rotation and hue,
/// the pattern's period and angle, the ground with a pattern of its own, smaller figures and noise vary freely, so the
/// patterns that occur somewhere do not tell the class. A figure is lighter than its ground and its pattern darker than
/// itself: where light and dark change places by lot as well, training stays at chance for many epochs.
struct Scene {
  static let side = 32

  private let figures: [Figure]
  private let noise: Float
  private var random: RandomStream

  /// Draws a picture of a class by lot; ground and clutter are made of the vocabulary's outlines and patterns too.
  ///
  /// Hardness goes from 0, a bold figure on a calm ground, to 1, a faint and small one in a crowd.
  init(of label: Int, in vocabulary: Vocabulary, hardness: Float, random: RandomStream) {
    var random = random
    let period: ClosedRange<Float> = 4...6
    let picture = 0...Float(Self.side)

    let groundColor = random.color(in: 40...140)
    let ground = Figure(
      silhouette: nil, pose: Pose(centre: .zero, direction: SIMD2(1, 0), size: 1),
      texture: random.element(of: vocabulary.textures),
      grain: random.pose(in: picture, size: random.number(in: period)),
      colors: pair(about: groundColor, apart: random.step(of: 30 + 90 * hardness)))

    let clutter = (0..<random.below(2 + Int(6 * hardness))).map { _ in
      Figure(
        silhouette: random.element(of: vocabulary.silhouettes),
        pose: random.pose(in: picture, size: random.number(in: 3...5)),
        texture: random.element(of: vocabulary.textures),
        grain: random.pose(in: picture, size: random.number(in: period)),
        colors: pair(about: groundColor + random.step(of: 50), apart: random.step(of: 50 + 100 * hardness)))
    }

    let (silhouette, texture) = vocabulary[label]
    let size = random.number(in: (11 - 4 * hardness)...(13 - 2 * hardness))
    let pose = random.pose(in: size...(Float(Self.side) - size), size: size)
    let lighter = 70 - 45 * hardness
    let darker = 100 - 70 * hardness
    let subject = Figure(
      silhouette: silhouette, pose: pose, texture: texture,
      grain: Pose(centre: pose.centre, direction: random.direction(), size: random.number(in: period)),
      colors: pair(about: groundColor + lighter + random.step(of: 40), apart: random.step(of: 40) - darker))

    figures = [ground] + clutter + [subject]
    noise = 10 + 45 * hardness
    self.random = random
  }

  /// Writes the picture's bytes `[3, 32, 32]`.
  func draw(into pixels: UnsafeMutableBufferPointer<UInt8>) {
    let count = Self.side * Self.side
    withUnsafeTemporaryAllocation(of: SIMD3<Float>.self, capacity: count) { canvas in
      canvas.initialize(repeating: .zero)
      for figure in figures { figure.draw(on: canvas, side: Self.side) }
      var random = random
      for index in 0..<count {
        let color = canvas[index] + noise * Self.noise(from: random.next())
        for channel in 0..<3 { pixels[channel * count + index] = UInt8(min(max(color[channel], 0), 255).rounded()) }
      }
    }
  }

  /// Three numbers in `-1...1`, the small ones more likely: each the sum of two bytes of one random number.
  private static func noise(from bits: UInt64) -> SIMD3<Float> {
    let sums = SIMD3<Float>(
      Float(bits & 0xFF) + Float(bits >> 8 & 0xFF), Float(bits >> 16 & 0xFF) + Float(bits >> 24 & 0xFF),
      Float(bits >> 32 & 0xFF) + Float(bits >> 40 & 0xFF))
    return sums / 255 - 1
  }
}

/// Two colours about a mean, the first one ahead by `difference`.
private func pair(about mean: SIMD3<Float>, apart difference: SIMD3<Float>) -> (SIMD3<Float>, SIMD3<Float>) {
  (mean + difference / 2, mean - difference / 2)
}
