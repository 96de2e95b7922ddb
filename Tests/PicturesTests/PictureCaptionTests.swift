import Foundation
import Pictures
import Testing

@Suite struct PictureCaptionTests {
  private func file(_ text: [(key: String, value: String)]) throws -> Data {
    try Image.noise(width: 5, height: 4, seed: 1).pngData(text: text)
  }

  @Test(arguments: ["plain words", "β 0.5 · f⁺, × and ✓", "<script>alert(1)</script>", "two\nlines"])
  func `a file gives back the words that were put into it`(words: String) throws {
    let caption = PictureCaption(title: words, text: "of \(words)")
    #expect(try PictureCaption(inPNG: file([("workbench:run", "k7f2")] + caption.entries)) == caption)
  }

  @Test func `what no file can hold is left out`() throws {
    let caption = PictureCaption(title: "a\0b", text: "")
    #expect(caption.entries.map(\.key) == ["workbench:title"])
    #expect(try PictureCaption(inPNG: file(caption.entries)) == PictureCaption(title: "ab", text: ""))
  }

  @Test func `a sheet says which run and image it shows, and on which scale`() throws {
    let exit = ExitFeatures(
      exit: "exit 1 of 1", layer: "block 1", features: try .smooth(channels: 6, side: 8, seed: 3), sharedChannels: 2)
    let sheet = try FeatureMapSheet(of: [exit], input: .noise(), run: .dfs)
    let caption = try #require(PictureCaption(inPNG: try sheet.pngData()))
    #expect(caption.title == "feature maps of exit 1 of 1")
    #expect(
      caption.text == """
        dfs-msdnet-k7f2 · strategy dfs · β 0.5 · epoch 12. Input: test image 7, true class bird. Frames: f⁺ shared with \
        deeper exits · f⁻ own part of the exit. Each row is an exit, all channels, their numbers below; each exit has its own \
        scale: exit 1 of 1 viridis from 0 to \(sheet.scales[0].upperLabel).
        """)
  }

  @Test func `a table of tiles carries its title, its run and its remarks`() throws {
    let tile = TileSheet.Tile(try .noise(width: 4, height: 4, seed: 1))
    let sheet = try TileSheet(
      title: "where", subtitle: "run k7f2 · epoch 3", columns: ["one"],
      rows: [TileSheet.Row([TileSheet.Line("exit 1")], [tile])], remarks: ["Yellow is much", "Blue is little"])
    #expect(
      PictureCaption(inPNG: try sheet.pngData())
        == PictureCaption(title: "where", text: "run k7f2 · epoch 3. Yellow is much. Blue is little."))
  }

  @Test func `files without words, cut short or of another kind have none`() throws {
    let whole = try file(PictureCaption(title: "title", text: "text").entries)
    #expect(try PictureCaption(inPNG: file([])) == nil)
    #expect(PictureCaption(inPNG: Data("GIF89a".utf8)) == nil)
    #expect(PictureCaption(inPNG: Data()) == nil)
    for length in 0..<whole.count { _ = PictureCaption(inPNG: whole.prefix(length)) }
    // A length that leads beyond the end.
    var damaged = whole
    damaged.replaceSubrange(8..<12, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(PictureCaption(inPNG: damaged) == nil)
  }
}
