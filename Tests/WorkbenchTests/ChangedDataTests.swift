import Foundation
import Pictures
import Testing

/// Data that change after training are noticed by every command that needs them.
@Suite struct ChangedDataTests {
  /// Folders of pictures, a class for each colour.
  private static func makePictures(in folder: String) throws {
    for split in ["train", "test"] {
      for (index, name) in ["a", "b"].enumerated() {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(split)/\(name)", withIntermediateDirectories: true)
        for number in 0..<8 {
          let color = Color(index == 0 ? 200 : 20, UInt8(20 * number), index == 0 ? 20 : 200)
          try Image(width: 40, height: 40, color: color)
            .write(to: URL(filePath: "\(folder)/\(split)/\(name)/\(number).png"))
        }
      }
    }
  }

  @Test func `a renamed class, an added and an exchanged picture are refused, and the evaluation stays`() throws {
    let folder = try TemporaryFolder()
    let data = folder.path + "/data"
    let runs = folder.path + "/runs"
    try Self.makePictures(in: data)
    let recipe = """
      data: {name: image-folder, root: \(data), size: 32, holdout: 4}
      backbone: {name: msdnet, blocks: 2}
      heads: msdnet-classifier
      strategy: sum
      optimizer: {name: sgd, learning-rate: 0.01}
      train: {epochs: 1, batch-size: 4}
      record: {features: {images: 0}}

      """
    try Data(recipe.utf8).write(to: URL(filePath: folder.path + "/own.yaml"))
    let trained = try Program.run("run", folder.path + "/own.yaml", "--into", runs)
    try #require(trained.status == 0, "\(trained.errors)")
    let run = try #require(try FileManager.default.contentsOfDirectory(atPath: runs).first)
    let evaluation = "\(runs)/\(run)/eval/evaluation.json"
    let before = try Data(contentsOf: URL(filePath: evaluation))

    func expectRefusal(_ sentence: String, _ change: () throws -> Void, undo: () throws -> Void) throws {
      try change()
      let refused = try Program.run("eval", "@last", "--into", runs)
      #expect(refused.status == 65)
      #expect(refused.errors.contains("the data are not those that \(run) was trained on\n"), "\(refused.errors)")
      #expect(refused.errors.contains("  \(sentence)\n"), "\(refused.errors)")
      #expect(try Data(contentsOf: URL(filePath: evaluation)) == before)
      try undo()
    }
    let files = FileManager.default
    try expectRefusal("there is no class 'a', class 'c' is new") {
      for split in ["train", "test"] { try files.moveItem(atPath: "\(data)/\(split)/a", toPath: "\(data)/\(split)/c") }
    } undo: {
      for split in ["train", "test"] { try files.moveItem(atPath: "\(data)/\(split)/c", toPath: "\(data)/\(split)/a") }
    }
    try expectRefusal("'test (17 images)' is new") {
      try files.copyItem(atPath: "\(data)/test/a/0.png", toPath: "\(data)/test/a/00.png")
    } undo: {
      try files.removeItem(atPath: "\(data)/test/a/00.png")
    }
    try expectRefusal("'train (16 images)' has changed in names, classes, order or sizes") {
      try files.moveItem(atPath: "\(data)/train/a/7.png", toPath: "\(data)/train/a/8.png")
    } undo: {
      try files.moveItem(atPath: "\(data)/train/a/8.png", toPath: "\(data)/train/a/7.png")
    }
    let again = try Program.run("eval", "@last", "--into", runs)
    #expect(again.status == 0, "\(again.errors)")
  }
}
