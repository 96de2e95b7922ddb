import Files
import Foundation
import Pictures
import RunFiles
import WorkbenchCore

extension Gallery {
  /// Larger images are reduced to that side, in pixels.
  private static let side = 96

  /// Writes the images and the index into `gallery/` of a folder, replacing what an earlier evaluation left there.
  func write(to folder: String, from dataset: any Dataset) throws {
    let path = "\(folder)/\(Self.folderName)"
    try? FileManager.default.removeItem(atPath: path)
    try DurableFile.makeFolder(path)
    for picture in Set(walls.flatMap(\.pictures).map(\.sample)).sorted() {
      let image = try dataset.picture(of: picture, in: .test)
      let small = max(image.width, image.height) > Self.side ? try image.fitted(to: Self.side) : image
      try DurableFile.write(small.pngData(), to: "\(path)/\(String(format: "test%05d.png", picture))")
    }
    try JSONFile.write(self, to: "\(path)/index.json")
  }
}
