import Digest
import Testing
import WorkbenchCore

@testable import Augmentation

/// Changes of colour and place, byte for byte against Pillow.
@Suite struct AutoAugmentTests {
  private struct Golden: Decodable {
    let width: Int
    let height: Int
    /// The digest of the picture itself.
    let picture: String
    let cases: [Case]

    struct Case: Decodable {
      let change: String
      let level: Int
      let isReversed: Bool
      let md5: String
    }
  }

  /// A picture with a slope and noise, each channel another one.
  private func picture(_ shape: ImageShape) -> [UInt8] {
    (0..<shape.count).map { index in
      let channel = index / (shape.height * shape.width)
      let (y, x) = (index / shape.width % shape.height, index % shape.width)
      let slope = Double(30 * (channel - 1) * (x - 10)) / 10 + Double(2 * (y - 9))
      return UInt8(125 + slope + 45 * goldenNumber(index, salt: 77))
    }
  }

  @Test func `every change of every strength is Pillow's`() throws {
    let golden: Golden = try GoldenFile.read("autoaugment")
    let shape = ImageShape(channels: 3, height: golden.height, width: golden.width)
    let picture = picture(shape)
    #expect(md5(picture) == golden.picture)
    #expect(golden.cases.count == 185)
    #expect(Set(golden.cases.map(\.change)) == Set(AutoAugmentChange.allCases.map(\.rawValue)))
    for trial in golden.cases {
      var pixels = picture
      let change = try #require(AutoAugmentChange(rawValue: trial.change))
      pixels.withUnsafeMutableBufferPointer {
        change.apply(to: PictureBytes($0, shape), level: trial.level, isReversed: trial.isReversed)
      }
      #expect(md5(pixels) == trial.md5, "\(trial.change) \(trial.level)\(trial.isReversed ? ", reversed" : "")")
    }
  }

  @Test func `every pair of the policy is used, and most of its probabilities are kept`() throws {
    #expect(AutoAugmentCIFAR10.policy.count == 25)
    let shape = ImageShape(channels: 3, height: 8, width: 8)
    let transform = try AutoAugmentCIFAR10(Settings(for: []), shape: shape)
    let picture = picture(shape)
    var results: Set<[UInt8]> = []
    for sample in 0..<2000 {
      var random = RandomStream(seed: 1, purpose: "test", sample)
      var pixels = picture
      pixels.withUnsafeMutableBufferPointer { transform.apply(to: $0, shape: shape, random: &random) }
      results.insert(pixels)
    }
    #expect(results.count > 60)
    #expect(results.contains(picture))
    // Of 8 x 8 pixels nothing can be equalized; the others leave their marks alone.
    for (change, level) in [(AutoAugmentChange.invert, 7), (.contrast, 6), (.brightness, 9), (.translateY, 9)] {
      var pixels = picture
      pixels.withUnsafeMutableBufferPointer {
        change.apply(to: PictureBytes($0, shape), level: level, isReversed: false)
      }
      #expect(results.contains(pixels), "\(change)")
    }
  }

  // MARK: - Cutout

  private func cutOut(_ keys: [String: String], sample: Int, shape: ImageShape) throws -> [UInt8] {
    let transform = try Cutout(Settings(for: Cutout.settings, keys), shape: shape)
    var random = RandomStream(seed: 1, purpose: "test", sample)
    var pixels = [UInt8](repeating: 9, count: shape.count)
    pixels.withUnsafeMutableBufferPointer { transform.apply(to: $0, shape: shape, random: &random) }
    return pixels
  }

  @Test func `a hole is a square around a pixel, cut off at the border`() throws {
    let shape = ImageShape(channels: 2, height: 5, width: 6)
    var found: Set<[UInt8]> = []
    for sample in 0..<500 { found.insert(try cutOut(["length": "2"], sample: sample, shape: shape)) }
    var expected: Set<[UInt8]> = []
    for y in 0..<5 {
      for x in 0..<6 {
        var pixels = [UInt8](repeating: 9, count: shape.count)
        for channel in 0..<2 {
          for row in max(0, y - 1)...y {
            for column in max(0, x - 1)...x { pixels[(channel * 5 + row) * 6 + column] = 0 }
          }
        }
        expected.insert(pixels)
      }
    }
    #expect(expected.count == 30)
    #expect(found == expected)
  }

  @Test func `holes, length and fill are what was asked for`() throws {
    let shape = ImageShape(channels: 1, height: 40, width: 40)
    for sample in 0..<20 {
      let pixels = try cutOut(["length": "3", "holes": "2", "fill": "[200]"], sample: sample, shape: shape)
      #expect(Set(pixels).isSubset(of: [9, 200]))
      #expect((4...18).contains(pixels.count { $0 == 200 }))
    }
    let standard = try (0..<20).map { try cutOut([:], sample: $0, shape: shape) }
    let explicit = try (0..<20).map {
      try cutOut(["length": "16", "holes": "1", "fill": "[0]"], sample: $0, shape: shape)
    }
    #expect(standard == explicit)
    #expect(standard.contains { $0.count { $0 == 0 } == 256 })
  }

  @Test func `every channel can be filled with its own byte`() throws {
    let shape = ImageShape(channels: 2, height: 3, width: 3)
    let pixels = try cutOut(["length": "16", "fill": "[7, 8]"], sample: 0, shape: shape)
    #expect(pixels == [UInt8](repeating: 7, count: 9) + [UInt8](repeating: 8, count: 9))
    let error = #expect(throws: RecipeError.self) { try cutOut(["fill": "[1, 2, 3]"], sample: 0, shape: shape) }
    #expect(error?.problems.first?.message == "'fill' has 3 bytes, and pictures have 2 channels")
  }

  // MARK: - Colour jitter

  private func jittered(_ keys: [String: String], sample: Int, _ pixels: [UInt8]) throws -> [UInt8] {
    let shape = ImageShape(channels: 3, height: 1, width: pixels.count / 3)
    let transform = try ColorJitter(Settings(for: ColorJitter.settings, keys), shape: shape)
    var random = RandomStream(seed: 1, purpose: "test", sample)
    var pixels = pixels
    pixels.withUnsafeMutableBufferPointer { transform.apply(to: $0, shape: shape, random: &random) }
    return pixels
  }

  /// Digests of a picture whose hue is turned, by parts of 255, as Pillow 13.0 does it through its mode HSV.
  @Test(arguments: [
    (-127, "b6150d7857532ac510e40c972e91c333"),
    (-25, "9850fabd29bfaa778d17c5a634a199fe"),
    (0, "091a18349b9905283410bf615e20a1a9"),
    (17, "5cb62ce266449f8562044d4857082205"),
    (76, "057bced76c04d7b7b91c1ec2c674abe9"),
    (127, "2174b1c3e96b74c52fd51a832956938f"),
  ])
  func `hues are turned as Pillow does it, byte for byte`(parts: Int, digest: String) {
    let shape = ImageShape(channels: 3, height: 64, width: 64)
    var pixels = (0..<shape.count).map { UInt8(128 + 127 * goldenNumber($0, salt: 9)) }
    pixels.withUnsafeMutableBufferPointer { PictureBytes($0, shape).turnHue(by: parts) }
    #expect(md5(pixels) == digest)
  }

  @Test func `hue alone turns colours up to its amount both ways, and leaves grey alone`() throws {
    let only = ["brightness": "0", "contrast": "0", "saturation": "0", "hue": "0.1"]
    var greens: Set<UInt8> = []
    for sample in 0..<200 {
      let red = try jittered(only, sample: sample, [200, 200, 0, 0, 0, 0])
      // A tenth of the circle from red is not yet yellow, and not magenta either.
      #expect(red[0] == 200 && min(red[2], red[4]) == 0 && max(red[2], red[4]) < 130)
      greens.insert(red[2])
      #expect(try jittered(only, sample: sample, [7, 90, 7, 90, 7, 90]) == [7, 90, 7, 90, 7, 90])
    }
    #expect(greens.count > 15)
    #expect(greens.contains(0))
  }

  @Test func `brightness alone scales all bytes by a factor within bounds`() throws {
    let picture: [UInt8] = [10, 100, 20, 100, 30, 100]
    var factors: [Double] = []
    for sample in 0..<300 {
      let pixels = try jittered(["contrast": "0", "saturation": "0"], sample: sample, picture)
      factors.append(Double(pixels[1]) / 100)
      #expect(pixels[1] == pixels[3] && pixels[3] == pixels[5])
    }
    #expect(factors.allSatisfy { (0.59...1.4).contains($0) })
    #expect((factors.min() ?? 1) < 0.65)
    #expect((factors.max() ?? 1) > 1.35)
  }

  @Test func `saturation leaves grey alone, contrast leaves an even picture alone, and amounts of 0 everything`() throws
  {
    let grey: [UInt8] = [10, 200, 10, 200, 10, 200]
    let even: [UInt8] = [50, 50, 50, 50, 50, 50]
    for sample in 0..<20 {
      #expect(try jittered(["brightness": "0", "contrast": "0", "saturation": "1"], sample: sample, grey) == grey)
      #expect(try jittered(["brightness": "0", "contrast": "1", "saturation": "0"], sample: sample, even) == even)
      let picture: [UInt8] = [1, 2, 3, 4, 5, 6]
      #expect(
        try jittered(["brightness": "0", "contrast": "0", "saturation": "0"], sample: sample, picture) == picture)
    }
  }
}
