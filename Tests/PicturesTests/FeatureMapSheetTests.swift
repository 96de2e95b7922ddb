import Pictures
import Testing

@Suite struct FeatureMapSheetTests {
  private func exits() throws -> [ExitFeatures] {
    [
      ExitFeatures(
        exit: "exit 1 of 3", layer: "block 1", features: try .smooth(channels: 64, side: 32, seed: 1),
        sharedChannels: 32, prediction: Prediction(label: "frog", confidence: 0.31)),
      ExitFeatures(
        exit: "exit 2 of 3", layer: "block 2", features: try .smooth(channels: 40, side: 8, dead: [6], seed: 2),
        sharedChannels: 10, prediction: Prediction(label: "bird", confidence: 0.9)),
      ExitFeatures(exit: "exit 3 of 3", layer: "block 3", features: try .smooth(channels: 12, side: 4, seed: 3)),
    ]
  }

  @Test func `every exit has a row of tiles of one size in common columns`() throws {
    let sheet = try FeatureMapSheet(of: exits(), input: .noise(), run: .dfs, channels: 16)
    #expect(sheet.tiles.map(\.count) == [16, 16, 12])
    for row in sheet.tiles {
      #expect(row.map(\.area.x) == Array(sheet.tiles[0].map(\.area.x).prefix(row.count)))
      #expect(Set(row.map(\.area.y)).count == 1)
      #expect(row.allSatisfy { $0.area.width == 64 && $0.area.height == 64 })
    }
    for (upper, lower) in zip(sheet.tiles, sheet.tiles.dropFirst()) {
      #expect(lower[0].area.y > upper[0].area.bottom)
    }
  }

  @Test func `channels are taken in the proportion of the parts`() throws {
    let sheet = try FeatureMapSheet(of: exits(), input: .noise(), run: .dfs, channels: 16)
    #expect(sheet.tiles[0].count { $0.channel < 32 } == 8)
    #expect(sheet.tiles[1].count { $0.channel < 10 } == 4)
  }

  @Test func `frames end where the parts do`() throws {
    let sheet = try FeatureMapSheet(of: exits(), input: .noise(), run: .dfs, channels: 16)
    // Two pixels inside of the frame's outer edge, beside the middle of the tile.
    for (row, shared) in [(0, 8), (1, 4)] {
      let (last, first) = (sheet.tiles[row][shared - 1].area, sheet.tiles[row][shared].area)
      #expect(sheet.image[last.right + 3, last.y + 32] == .shared)
      #expect(sheet.image[first.x - 5, first.y - 5] == .own)
    }
  }

  @Test func `the caption names every exit and what the frames mean`() throws {
    let sheet = try FeatureMapSheet(of: exits(), input: .noise(), run: .dfs, channels: 8)
    #expect(
      sheet.caption == [
        "feature maps of 3 exits",
        "dfs-msdnet-k7f2 · strategy dfs · β 0.5 · epoch 12",
        "input: test image 7, true class bird",
        "exit 1 of 3", "block 1 · 64×32×32", "× frog 31.0\u{A0}%",
        "exit 2 of 3", "block 2 · 40×8×8", "✓ bird 90.0\u{A0}%",
        "exit 3 of 3", "block 3 · 12×4×4",
        "f⁺ shared with deeper exits · f⁻ own part of the exit · not partitioned",
        "channels evenly spaced, their numbers below; each exit has its own scale",
      ])
  }

  @Test func `the legend shows hatching only if a shown channel is dead`() throws {
    let sheet = try FeatureMapSheet(of: exits(), input: .noise(), run: .dfs, channels: 40)
    #expect(sheet.caption.contains { $0.hasSuffix("· constant (dead) channel") })
  }

  @Test func `each exit has a scale of its own`() throws {
    let sheet = try FeatureMapSheet(of: exits(), input: .noise(), run: .dfs)
    #expect(try sheet.scales == exits().map { ValueScale(fitting: $0.features.values, coverage: 0.995) })
  }

  @Test func `no exit is an error`() throws {
    let error = #expect(throws: PictureError.self) { try FeatureMapSheet(of: [], input: .noise(), run: .dfs) }
    #expect(error?.description == "a sheet of feature maps has no exit to show; give one exit at least")
  }
}
