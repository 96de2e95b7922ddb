import Pictures
import Testing

@Suite struct FeatureMapTests {
  @Test func `values that do not fit the shape are refused`() {
    let error = #expect(throws: PictureError.self) {
      try FeatureMap(channels: 2, height: 3, width: 4, values: [1, 2])
    }
    #expect(
      error?.description
        == "a feature map of shape [2, 3, 4] cannot hold 2 values; give C x H x W values of one image")
  }

  @Test func `a channel is dead if it is constant, a single value if it is zero`() throws {
    let map = try FeatureMap(channels: 4, height: 1, width: 2, values: [0, 0, 5, 5, 0, 1, .nan, .nan])
    #expect((0..<4).map(map.isDead) == [true, true, false, false])
    let pooled = try FeatureMap(channels: 2, height: 1, width: 1, values: [0, 5])
    #expect((0..<2).map(pooled.isDead) == [true, false])
  }
}

@Suite struct FeatureMapPictureTests {
  private func exit(_ features: FeatureMap, shared: Int?) -> ExitFeatures {
    ExitFeatures(
      exit: "exit 2 of 4", layer: "block 2", features: features, sharedChannels: shared,
      prediction: Prediction(label: "bird", confidence: 0.873))
  }

  private func picture(
    _ features: FeatureMap, shared: Int?, maximumChannels: Int = 64, order: ChannelOrder = .channel
  ) throws -> FeatureMapPicture {
    try FeatureMapPicture(
      of: exit(features, shared: shared), input: .noise(), run: .dfs, maximumChannels: maximumChannels, order: order)
  }

  @Test func `the caption says what is shown, whole`() throws {
    let features = try FeatureMap.smooth(channels: 160, side: 8, dead: [3, 99], seed: 1)
    let picture = try picture(features, shared: 80)
    let upper = picture.scale.upperLabel.dropFirst(2)
    let most = ValueScale(fitting: features.values, coverage: 1).upperLabel
    #expect(
      picture.caption == [
        "exit 2 of 4 · block 2 · 160×8×8",
        "dfs-msdnet-k7f2 · strategy dfs · β 0.5 · epoch 12 · test image 7",
        "f⁺ shared with deeper exits: channels 1–80",
        "f⁻ own part of this exit: channels 81–160",
        "64 of 160 channels shown (32 of 80 shared, 32 of 80 own), evenly spaced",
        "one scale for all tiles; values beyond \(upper) (up to \(most)) are clipped",
        "hatched: constant (dead) channels, 2 of 160",
      ])
  }

  @Test func `the file carries the same facts`() throws {
    let features = try FeatureMap.smooth(channels: 4, side: 8, seed: 2)
    let picture = try picture(features, shared: 2)
    let upper = picture.scale.upperLabel
    let most = ValueScale(fitting: features.values, coverage: 1).upperLabel
    let words = """
      dfs-msdnet-k7f2 · strategy dfs · β 0.5 · epoch 12. What exit 2 of 4 sees of test image 7, true class bird: \
      f⁺ shared with deeper exits: channels 1–2; f⁻ own part of this exit: channels 3–4; all 4 channels shown; one scale for all \
      tiles; values beyond \(upper.dropFirst(2)) (up to \(most)) are clipped; \
      viridis from 0 to \(upper).
      """
    #expect(
      picture.text.map { "\($0.key)=\($0.value)" } == [
        "workbench:run=dfs-msdnet-k7f2", "workbench:strategy=dfs", "workbench:beta=0.5", "workbench:epoch=12",
        "workbench:exit=exit 2 of 4", "workbench:layer=block 2 4×8×8", "workbench:image=test image 7",
        "workbench:scale=viridis 0.0 \(picture.scale.upper)",
        "workbench:title=exit 2 of 4 · block 2 · 4×8×8", "workbench:caption=\(words)",
      ])
    #expect(try Image(png: picture.pngData()) == picture.image)
  }

  @Test func `the shared part has a closed blue frame, the own part a broken orange one below it`() throws {
    let picture = try picture(.smooth(channels: 12, side: 16, seed: 3), shared: 5)
    let shared = try #require(picture.sharedFrame)
    let own = try #require(picture.ownFrame)
    #expect(own.y > shared.bottom)
    for inset in 0..<3 {
      let line = shared.grown(by: -inset)
      for x in line.x..<line.right {
        #expect(picture.image[x, line.y] == .shared)
        #expect(picture.image[x, line.bottom - 1] == .shared)
      }
      for y in line.y..<line.bottom {
        #expect(picture.image[line.x, y] == .shared)
        #expect(picture.image[line.right - 1, y] == .shared)
      }
    }
    let top = Set((own.x..<own.right).map { picture.image[$0, own.y] })
    #expect(top == [.own, .white])
    #expect(picture.image[own.x, own.y] == .own)
    #expect(picture.image[own.right - 1, own.bottom - 1] == .own)
  }

  @Test func `each tile lies in the frame of its part, apart from its neighbours`() throws {
    let picture = try picture(.smooth(channels: 40, side: 8, seed: 4), shared: 10)
    let shared = try #require(picture.sharedFrame)
    let own = try #require(picture.ownFrame)
    #expect(picture.tiles.map(\.channel) == Array(0..<40))
    for tile in picture.tiles {
      #expect(tile.area.clipped(to: (tile.channel < 10 ? shared : own).grown(by: -3)) == tile.area)
      #expect(tile.area.width == 64 && tile.area.height == 64)
      for other in picture.tiles where other != tile {
        let overlap = tile.area.clipped(to: other.area)
        #expect(overlap.width * overlap.height == 0)
      }
    }
  }

  @Test func `a tile shows its channel's values, pixel by pixel`() throws {
    let features = try FeatureMap.smooth(channels: 6, side: 16, seed: 5)
    let picture = try picture(features, shared: 3)
    for tile in picture.tiles {
      for (index, value) in features.channel(tile.channel).enumerated() {
        let pixel = Rectangle(
          x: tile.area.x + index % 16 * 4, y: tile.area.y + index / 16 * 4, width: 4, height: 4)
        #expect(Set(picture.image.colors(in: pixel)) == [picture.scale.color(of: value)])
      }
    }
  }

  @Test func `dead channels are hatched and the others are not`() throws {
    let picture = try picture(.smooth(channels: 8, side: 8, dead: [1, 6], seed: 6), shared: 4)
    #expect(picture.tiles.filter(\.isDead).map(\.channel) == [1, 6])
    for tile in picture.tiles where tile.isDead {
      #expect(Set(picture.image.colors(in: tile.area.grown(by: -1))) == [Color(gray: 168), Color(gray: 244)])
    }
  }

  @Test func `a value that is not finite is drawn in its own colour and counted`() throws {
    var values = try FeatureMap.smooth(channels: 2, side: 8, seed: 7).values
    values[0] = .nan
    let picture = try picture(FeatureMap(channels: 2, height: 8, width: 8, values: values), shared: 1)
    let tile = picture.tiles[0]
    #expect(picture.image[tile.area.x, tile.area.y] == .notFinite)
    #expect(picture.caption.last == "pink: 1 values that are not finite numbers")
  }

  @Test(arguments: [
    (shared: 80, shown: 8, channels: [0, 20, 40, 60, 80, 100, 120, 140]),
    (shared: 1, shown: 4, channels: [0, 1, 54, 107]),
    (shared: 159, shown: 4, channels: [0, 53, 106, 159]),
    (shared: 160, shown: 2, channels: [0, 80]),
    (shared: 0, shown: 2, channels: [0, 80]),
    (shared: 80, shown: 1, channels: [0]),
  ])
  func `channels are taken evenly from both parts`(example: (shared: Int, shown: Int, channels: [Int])) throws {
    let picture = try picture(
      .smooth(channels: 160, side: 4, seed: 8), shared: example.shared, maximumChannels: example.shown)
    #expect(picture.tiles.map(\.channel) == example.channels)
  }

  @Test func `by energy the strongest channel of each part comes first`() throws {
    let values: [Float] = [0, 1, 0, 3, 0, 2, 0, -5, 0, 9, 0, 4]
    let features = try FeatureMap(channels: 6, height: 1, width: 2, values: values)
    let picture = try picture(features, shared: 3, order: .energy)
    #expect(picture.tiles.map(\.channel) == [1, 2, 0, 4, 3, 5])
    #expect(picture.caption[4] == "all 6 channels shown, strongest first")
  }

  @Test func `a map that is not partitioned has neither frame`() throws {
    let picture = try picture(.smooth(channels: 96, side: 8, seed: 9), shared: nil)
    #expect(picture.sharedFrame == nil && picture.ownFrame == nil)
    #expect(picture.caption[2] == "not partitioned: channels 1–96")
    #expect(picture.caption[3] == "64 of 96 channels shown, evenly spaced")
  }

  @Test func `an empty part is named and not framed`() throws {
    let picture = try picture(.smooth(channels: 4, side: 8, seed: 10), shared: 4)
    #expect(picture.ownFrame == nil)
    #expect(picture.caption[3] == "f⁻ own part of this exit: no channels")
  }

  @Test func `more shared channels than there are is an error`() throws {
    let error = #expect(throws: PictureError.self) {
      try picture(.smooth(channels: 4, side: 8, seed: 11), shared: 5)
    }
    #expect(error?.description == "exit 2 of 4 cannot share 5 of 4 channels; share 0 to 4 channels")
  }

  @Test(arguments: [1, 4, 7, 14, 28, 32, 56, 64, 112])
  func `every size of map is drawn whole and at least 32 pixels large`(side: Int) throws {
    let features = try FeatureMap(
      channels: 1, height: side, width: side, values: (0..<side * side).map { Float($0 + 1) })
    let tile = try picture(features, shared: nil).tiles[0]
    #expect(tile.area.width == tile.area.height)
    #expect(tile.area.width >= 32 && tile.area.width % side == 0)
  }

  @Test func `the same input gives the same picture`() throws {
    let features = try FeatureMap.smooth(channels: 20, side: 8, signed: true, seed: 12)
    #expect(try picture(features, shared: 10).pngData() == picture(features, shared: 10).pngData())
  }
}
