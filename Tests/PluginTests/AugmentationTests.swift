import Testing
import WorkbenchCore

@testable import Augmentation

@Suite struct AugmentationTests {
  /// Two channels of three rows and four columns, every value another one.
  private static let shape = ImageShape(channels: 2, height: 3, width: 4)
  private static let picture = [UInt8](1...24)

  private func crop(_ values: [String: String] = [:]) throws -> RandomCrop {
    try RandomCrop(Settings(for: RandomCrop.settings, values), shape: Self.shape)
  }

  private func flip(_ values: [String: String] = [:]) throws -> HorizontalFlip {
    try HorizontalFlip(Settings(for: HorizontalFlip.settings, values), shape: Self.shape)
  }

  /// The picture as sample `index` sees it.
  private func changed(by transform: some Transform, sample index: Int) -> [UInt8] {
    var random = RandomStream(seed: 1, purpose: "test", index)
    var pixels = Self.picture
    pixels.withUnsafeMutableBufferPointer { transform.apply(to: $0, shape: Self.shape, random: &random) }
    return pixels
  }

  /// The picture cut out of a padded one at an offset, written as the definition has it.
  private func cut(padding: Int, fill: UInt8, down: Int, right: Int) -> [UInt8] {
    let (channels, height, width) = (Self.shape.channels, Self.shape.height, Self.shape.width)
    let paddedWidth = width + 2 * padding
    let paddedHeight = height + 2 * padding
    var result: [UInt8] = []
    for channel in 0..<channels {
      var padded = [UInt8](repeating: fill, count: paddedWidth * paddedHeight)
      for y in 0..<height {
        for x in 0..<width {
          padded[(y + padding) * paddedWidth + x + padding] = Self.picture[(channel * height + y) * width + x]
        }
      }
      for y in 0..<height {
        let start = (y + down) * paddedWidth + right
        result += padded[start..<start + width]
      }
    }
    return result
  }

  @Test func `a crop moves the picture and fills the rest with grey`() throws {
    let expected: [UInt8] = [
      128, 128, 128, 128, 128, 1, 2, 3, 128, 5, 6, 7,
      128, 128, 128, 128, 128, 13, 14, 15, 128, 17, 18, 19,
    ]
    #expect(cut(padding: 1, fill: 128, down: 0, right: 0) == expected)
    let transform = try crop(["padding": "1"])
    #expect((0..<100).contains { changed(by: transform, sample: $0) == expected })
  }

  @Test func `every place of a crop is about equally likely`() throws {
    let transform = try crop(["padding": "2", "fill": "7"])
    var counts: [[UInt8]: Int] = [:]
    for down in 0...4 {
      for right in 0...4 { counts[cut(padding: 2, fill: 7, down: down, right: right)] = 0 }
    }
    #expect(counts.count == 25)
    for sample in 0..<5000 { counts[changed(by: transform, sample: sample), default: -5000] += 1 }
    // 200 expected of each, with a standard deviation of 14.
    #expect(counts.values.allSatisfy { 130...270 ~= $0 })
  }

  @Test func `without padding a crop changes nothing`() throws {
    #expect(changed(by: try crop(["padding": "0"]), sample: 0) == Self.picture)
  }

  @Test func `a crop that moves the whole picture away leaves only the fill`() throws {
    let transform = try crop(["padding": "64", "fill": "0"])
    let isEmpty = (0..<200).map { changed(by: transform, sample: $0).allSatisfy { $0 == 0 } }
    #expect(isEmpty.contains(true))
  }

  @Test(arguments: [1, 2, 15, 16, 17, 31, 32, 33, 47, 48])
  func `rows of any width are mirrored`(width: Int) throws {
    let shape = ImageShape(channels: 1, height: 2, width: width)
    let rows = [(0..<width).map { UInt8($0) }, (0..<width).map { UInt8(100 + $0) }]
    var pixels = rows.flatMap { $0 }
    var random = RandomStream(seed: 1, purpose: "test")
    let transform = try HorizontalFlip(Settings(for: HorizontalFlip.settings, ["probability": "1"]), shape: shape)
    pixels.withUnsafeMutableBufferPointer { transform.apply(to: $0, shape: shape, random: &random) }
    #expect(pixels == rows.flatMap { $0.reversed() })
  }

  @Test func `a flip mirrors every row of every channel`() throws {
    let expected: [UInt8] = [
      4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9,
      16, 15, 14, 13, 20, 19, 18, 17, 24, 23, 22, 21,
    ]
    #expect(changed(by: try flip(["probability": "1"]), sample: 0) == expected)
  }

  @Test func `an odd row keeps its middle`() throws {
    let shape = ImageShape(channels: 1, height: 2, width: 3)
    let transform = try HorizontalFlip(Settings(for: HorizontalFlip.settings, ["probability": "1"]), shape: shape)
    var random = RandomStream(seed: 1, purpose: "test")
    var pixels: [UInt8] = [1, 2, 3, 4, 5, 6]
    pixels.withUnsafeMutableBufferPointer { transform.apply(to: $0, shape: shape, random: &random) }
    #expect(pixels == [3, 2, 1, 6, 5, 4])
  }

  @Test(arguments: [0.0, 0.25, 0.5, 1.0])
  func `pictures are flipped as often as asked`(probability: Double) throws {
    let transform = try flip(["probability": String(probability)])
    let flipped = (0..<4000).count { changed(by: transform, sample: $0) != Self.picture }
    // The standard deviation is at most 32.
    #expect(abs(Double(flipped) - 4000 * probability) <= (probability == 0 || probability == 1 ? 0 : 130))
  }

  @Test func `by default crops have a padding of 4 and a grey of 128, and every other picture is flipped`() throws {
    func pictures(_ transform: some Transform) -> [[UInt8]] { (0..<50).map { changed(by: transform, sample: $0) } }
    #expect(try pictures(crop()) == pictures(crop(["padding": "4", "fill": "128"])))
    #expect(try pictures(flip()) == pictures(flip(["probability": "0.5"])))
  }

  @Test func `the same stream gives the same picture, another one another`() throws {
    let transform = try crop(["padding": "3"])
    #expect(changed(by: transform, sample: 5) == changed(by: transform, sample: 5))
    #expect(Set((0..<20).map { changed(by: transform, sample: $0) }).count > 10)
  }
}
