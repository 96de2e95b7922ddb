import Foundation
import Pictures
import Testing

/// `workbench visualise` as a user calls it.
@Suite struct VisualiseTests {
  private func drawn(_ arguments: String...) throws -> (run: RunFolder, ending: Program.Ending) {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let ending = try Running(["visualise", "@last"] + arguments + ["--into", runs.path]).ending()
    return (try runs.only(), ending)
  }

  private static let kinds = "features,exits,partition,conflict,gallery"

  /// Draws, and returns what was printed and the bytes of the files that it names.
  private func draw(_ run: RunFolder, _ arguments: String...) throws -> (names: [String], contents: [Data]) {
    try draw(run, arguments)
  }

  private func draw(_ run: RunFolder, _ arguments: [String]) throws -> (names: [String], contents: [Data]) {
    let ending = try Running(["visualise", run.path] + arguments).ending()
    try #require(ending.status == 0, "\(ending.errors)")
    let files = ending.output.split(separator: "\n").map(String.init)
    return (
      files.map { String($0.dropFirst("\(run.path)/images/".count)) },
      try files.map { try Data(contentsOf: URL(filePath: $0)) }
    )
  }

  @Test func `every kind of picture is drawn, and the same again byte for byte`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let first = try draw(run, "--what", Self.kinds, "--images", "0,5")
    let best = String(format: "e%03d", try run.bestEpoch)
    let features = ["0000", "0005"].flatMap { image in
      ["_exit1", "_exit2", ""].map { "features/\(best)_img\(image)\($0).png" }
    }
    let walls = try #require(run.json("eval/gallery/index.json")["walls"] as? [[String: Any]])
    let kinds = walls.filter { ($0["pictures"] as? [Any])?.isEmpty == false }.compactMap { $0["kind"] as? String }
    #expect(kinds.contains("hard"))
    #expect(
      first.names == features + ["exits/\(best).png", "partition/\(best).png"]
        + ["cosines-\(best)", "conflict-rate", "time-line"].map { "conflict/\($0).png" }
        + kinds.map { "gallery/\(best)_\($0).png" } + ["index.html"])
    let second = try draw(run, "--what", Self.kinds, "--images", "0,5")
    #expect(second.names == first.names)
    for (name, (one, other)) in zip(first.names, zip(first.contents, second.contents)) {
      let isSame = one == other
      #expect(isSame, "\(name)")
    }
  }

  @Test(arguments: [["--epochs", "all"], ["--against"], ["--order", "energy"]])
  func `films, differences and grids by energy are drawn the same again byte for byte`(choice: [String]) throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let other = try FinishedRun.of("smoke/sum").folder
    let arguments = ["--images", "1"] + choice + (choice == ["--against"] ? [other.path] : [])
    let first = try draw(run, arguments)
    let isSame = try draw(run, arguments) == first
    #expect(isSame)
  }

  @Test func `the gallery is the same whether the evaluation is read or made`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let read = try draw(run, "--what", "gallery")
    try run.remove("eval")
    let isSame = try draw(run, "--what", "gallery") == read
    #expect(isSame)
  }

  @Test func `cosines are drawn for the epochs that are asked for`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    try run.remove("images")
    let all = try draw(run, "--what", "conflict", "--epochs", "all")
    #expect(all.names.filter { $0.contains("cosines") } == ["e001", "e002"].map { "conflict/cosines-\($0).png" })
    let missing = try Running(["visualise", run.path, "--what", "partition,conflict", "--epochs", "2,9"]).ending()
    #expect(missing.status == 65)
    #expect(
      missing.errors == """
        error: \(run.id) has measured no conflict in epoch 9
          it has epochs 1, 2

        """)
    #expect(!run.holds("images/partition"), "nothing is written where something cannot be drawn")
  }

  @Test func `a run that measured no conflict says how to measure it`() throws {
    let runs = try RunsFolder()
    let trained = try Running(
      ["run", "smoke/sum", "train.epochs=1", "record.conflict.every=0", "--into", runs.path]
    ).ending()
    try #require(trained.status == 0, "\(trained.errors)")
    let run = try runs.only()
    let ending = try Running(["visualise", run.path, "--what", "conflict"]).ending()
    #expect(ending.status == 65)
    #expect(
      ending.errors == """
        error: \(run.id) has measured no conflict of gradients
          record.conflict.every=50 measures it while training, every 50 steps

        """)
  }

  @Test func `the page shows every picture with its caption, in one file, and what names say stays text`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let original = try runs.only()
    let hostile = "\(runs.path)/<script>alert(1)<-&\"'x-s1-zz9z"
    try FileManager.default.moveItem(atPath: original.path, toPath: hostile)
    let run = RunFolder(path: hostile, owner: runs)
    _ = try draw(run, "--what", Self.kinds)
    _ = try draw(run, "--epochs", "all", "--images", "1")
    let page = try run.text("images/index.html")
    var count = 0
    for folder in ["features", "exits", "partition", "conflict", "gallery"] {
      #expect(page.contains("<section id=\"\(folder)\">"))
      for name in run.names(in: "images/\(folder)") where name.hasSuffix(".png") {
        count += 1
        #expect(page.contains("<code>\(folder)/\(name)</code>"), "\(name)")
        let caption = try #require(PictureCaption(inPNG: run.contents("images/\(folder)/\(name)")), "\(name)")
        // Each says of which run it is, and of which epoch or epochs.
        #expect(caption.text.contains(run.id) || caption.text.contains("smoke-dfs"), "\(name): \(caption.text)")
        #expect(caption.text.contains("epoch"), "\(name): \(caption.text)")
        #expect(!caption.title.isEmpty)
      }
    }
    #expect(page.split(separator: "<img ").count == count + 1)
    #expect(page.split(separator: "src=\"data:image/png;base64,").count == count + 1)
    #expect(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;"))
    #expect(page.contains("default-src 'none'"))
  }

  @Test func `epochs are shown side by side, and an epoch without a checkpoint is named`() throws {
    let (run, ending) = try drawn("--epochs", "all", "--images", "1")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output == "\(run.path)/images/features/film_img0001.png\n\(run.path)/images/index.html\n")
    let (other, missing) = try drawn("--epochs", "1,7")
    #expect(missing.status == 65)
    #expect(
      missing.errors == """
        error: \(other.id) has kept no checkpoint of epoch 7
          it has epochs 1, 2; record.checkpoints.keep=1000 keeps all

        """)
  }

  @Test func `two runs of the same network are compared image by image`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let other = try FinishedRun.of("smoke/sum").folder
    let ending = try Running(
      ["visualise", run.shortID, "--against", other.path, "--images", "2", "--order", "energy", "--into", runs.path]
    ).ending()
    #expect(ending.status == 0, "\(ending.errors)")
    let files = ["features/minus-\(other.shortID)_img0002.png", "index.html"]
    #expect(ending.output == files.map { "\(run.path)/images/\($0)\n" }.joined())
  }

  @Test func `an unknown kind is refused with those that there are`() throws {
    let ending = try drawn("--what", "feature").ending
    #expect(ending.status == 64)
    #expect(
      ending.errors.hasPrefix(
        "error: --what takes some of features, exits, partition, conflict, gallery, not 'feature'\nUsage:"))
  }
}
