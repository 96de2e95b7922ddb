import Foundation
import Pictures
import RunFiles
import WorkbenchCore

/// The test images of one kind, each with its class and the prediction of every exit.
struct GallerySheet {
  let sheet: TileSheet

  /// Draws a wall of a gallery over so many test images; nil where no image is of the kind.
  init?(of wall: Gallery.Wall, samples: Int, from dataset: any Dataset, run: RunLabel) throws {
    guard !wall.pictures.isEmpty else { return nil }
    let tiles = try wall.pictures.map { picture in
      TileSheet.Tile(
        try dataset.picture(of: picture.sample, in: .test),
        [TileSheet.Line(picture.trueClass, .ink), TileSheet.Line("image \(picture.sample)")] + Self.answers(to: picture)
      )
    }
    let columns = min(6, tiles.count)
    let rows = stride(from: 0, to: tiles.count, by: columns).map { start in
      let row: [TileSheet.Tile?] = tiles[start..<min(start + columns, tiles.count)].map { $0 }
      return TileSheet.Row([], row + Array(repeating: nil, count: columns - row.count))
    }
    let share = String(format: "%.1f", 100 * Double(wall.count) / Double(max(samples, 1)))
    let count =
      wall.kind == .hard
      ? "\(tiles.count) of \(samples) test images"
      : "\(tiles.count) of \(wall.count) such images, which are \(share) % of the \(samples) of the test split"
    sheet = try TileSheet(
      title: "\(wall.kind.rawValue): \(wall.kind.criterion)", subtitle: run.caption,
      columns: [String](repeating: "", count: columns), rows: rows,
      remarks: [
        "\(count); at most \(Gallery.mostOfClass) of a class. Below each: its class and number, then what every exit "
          + "answers, with the softmax probability of the answer"
      ], side: 128, text: run.entries)
  }

  private static func answers(to picture: Gallery.Picture) -> [TileSheet.Line] {
    zip(picture.answers, picture.confidences).enumerated().map { exit, answer in
      let isRight = answer.0 == picture.trueClass
      return TileSheet.Line(
        "\(exit + 1) \(isRight ? "✓" : "× \(answer.0)") \(String(format: "%.2f", answer.1))",
        isRight ? .correct : .wrong)
    }
  }
}
