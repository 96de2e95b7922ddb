import Foundation
import Testing
import WorkbenchCore

@testable import Augmentation

@Suite struct RandomResizedCropTests {
  private func crop(_ keys: [String: String] = [:]) throws -> RandomResizedCrop {
    try RandomResizedCrop(
      Settings(for: RandomResizedCrop.settings, keys), shape: ImageShape(channels: 3, height: 8, width: 8))
  }

  private func regions(_ crop: RandomResizedCrop, _ width: Int, _ height: Int, count: Int) -> [PictureRegion] {
    (0..<count).map { sample in
      var random = RandomStream(seed: 1, purpose: "test", sample)
      return crop.region(width: width, height: height, random: &random)
    }
  }

  @Test(arguments: [(500, 375), (60, 400), (1, 1), (300, 3)])
  func `parts lie in the picture`(width: Int, height: Int) throws {
    for region in try regions(crop(), width, height, count: 500) {
      #expect(region.x >= 0 && region.y >= 0 && region.width >= 1 && region.height >= 1)
      #expect(region.x + region.width <= width && region.y + region.height <= height)
    }
  }

  @Test func `area and shape are spread as asked, and places are, too`() throws {
    let found = try regions(crop(), 1000, 1000, count: 4000)
    let shares = found.map { Double($0.width * $0.height) / 1e6 }
    let ratios = found.map { log2(Double($0.width) / Double($0.height)) }
    #expect(try #require(shares.min()) >= 0.079)
    #expect(abs(ratios.reduce(0, +) / 4000) < 0.02)
    #expect(try #require(ratios.max()) <= log2(4.0 / 3) + 0.01)
    #expect(try #require(ratios.min()) >= -log2(4.0 / 3) - 0.01)
    // Uniform in 0.08...1, but that many of the large parts do not fit and are drawn again: by hand, a mean of 0.478.
    let mean = shares.reduce(0, +) / 4000
    #expect(abs(mean - 0.478) < 0.02, "\(mean)")
    let below = shares.count { $0 < 0.31 }
    #expect(abs(Double(below) / 4000 - 0.29) < 0.04)
    let middles = found.map { Double($0.x) / Double(max(1, 1000 - $0.width)) }
    #expect(abs(middles.reduce(0, +) / 4000 - 0.5) < 0.02)
  }

  @Test func `what fits nowhere is the largest part in the middle`() throws {
    // As torchvision has it: a strip keeps its height, and the width that the largest ratio allows.
    #expect(try crop().middle(width: 300, height: 30) == PictureRegion(x: 130, y: 0, width: 40, height: 30))
    #expect(try crop().middle(width: 30, height: 300) == PictureRegion(x: 0, y: 130, width: 30, height: 40))
    #expect(try crop().middle(width: 35, height: 30) == PictureRegion(x: 0, y: 0, width: 35, height: 30))
    let strip = try regions(crop(["smallest": "1"]), 300, 3, count: 20)
    #expect(Set(strip) == [PictureRegion(x: 148, y: 0, width: 4, height: 3)])
  }

  @Test func `a part of a sample takes its whole place`() throws {
    let crop = try crop(["smallest": "0.2", "largest": "0.5"])
    let shape = ImageShape(channels: 3, height: 8, width: 8)
    let slope = (0..<shape.count).map { UInt8($0 % 64 / 8 * 30) }
    for sample in 0..<20 {
      var random = RandomStream(seed: 1, purpose: "test", sample)
      let region = crop.region(width: 8, height: 8, random: &random)
      var again = RandomStream(seed: 1, purpose: "test", sample)
      var pixels = slope
      pixels.withUnsafeMutableBufferPointer { crop.apply(to: $0, shape: shape, random: &again) }
      #expect(Int(pixels[0]) == region.y * 30)
      #expect(Int(pixels[63]) == (region.y + region.height - 1) * 30)
    }
  }

  @Test func `keys that do not fit together`() throws {
    let error = #expect(throws: RecipeError.self) { try crop(["smallest": "0.5", "largest": "0.4"]) }
    #expect(error?.problems.first?.message == "'smallest' is 0.5, more than 'largest', which is 0.4")
  }
}
