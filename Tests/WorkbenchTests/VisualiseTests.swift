import Foundation
import Testing

/// `workbench visualise` as a user calls it.
@Suite struct VisualiseTests {
  private func drawn(_ arguments: String...) throws -> (run: RunFolder, ending: Program.Ending) {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let ending = try Running(["visualise", "@last"] + arguments + ["--into", runs.path]).ending()
    return (try runs.only(), ending)
  }

  private static let last = "e002"

  @Test func `every kind of picture is drawn, and the same again byte for byte`() throws {
    let runs = try RunsFolder(copying: FinishedRun.of("smoke/dfs").folder)
    let run = try runs.only()
    let arguments = [
      "visualise", "\(run.shortID):last", "--what", "features,exits,partition", "--images", "0,5", "--into", runs.path,
    ]
    let first = try Running(arguments).ending()
    #expect(first.status == 0, "\(first.errors)")
    let files = first.output.split(separator: "\n").map(String.init)
    let names = files.map { String($0.dropFirst("\(run.path)/images/".count)) }
    let features = ["0000", "0005"].flatMap { image in
      ["_exit1", "_exit2", ""].map { "features/\(Self.last)_img\(image)\($0).png" }
    }
    #expect(names == features + ["exits/\(Self.last).png", "partition/\(Self.last).png"])
    let before = try files.map { try Data(contentsOf: URL(filePath: $0)) }
    #expect(try Running(arguments).ending().output == first.output)
    #expect(try files.map { try Data(contentsOf: URL(filePath: $0)) } == before)
  }

  @Test func `epochs are shown side by side, and an epoch without a checkpoint is named`() throws {
    let (run, ending) = try drawn("--epochs", "all", "--images", "1")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output == "\(run.path)/images/features/film_img0001.png\n")
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
    #expect(ending.output == "\(run.path)/images/features/minus-\(other.shortID)_img0002.png\n")
  }

  @Test func `an unknown kind is refused with those that there are`() throws {
    let ending = try drawn("--what", "feature").ending
    #expect(ending.status == 64)
    #expect(
      ending.errors.hasPrefix("Error: --what takes some of features, exits, partition, not 'feature'\nUsage:"))
  }
}
