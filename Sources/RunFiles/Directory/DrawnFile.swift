import Files
import Foundation

/// A picture that is drawn and not yet written, so that several can be written once all of them could be drawn.
package struct DrawnFile: Sendable {
  /// The name of its file.
  package let name: String
  package let png: Data

  package init(name: String, png: Data) { (self.name, self.png) = (name, png) }

  /// Writes pictures into a folder, which is made when it is not there.
  package static func write(_ files: [DrawnFile], to folder: String) throws {
    guard !files.isEmpty else { return }
    try DurableFile.makeFolders(folder)
    for file in files { try DurableFile.write(file.png, to: "\(folder)/\(file.name)") }
  }
}
