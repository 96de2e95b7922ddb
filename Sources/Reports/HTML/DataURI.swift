import Files
import Foundation

/// A picture inside of a page.
struct DataURI {
  let text: String

  /// `nil` when the file cannot be read or is no PNG.
  init?(pngAt path: String) {
    guard let data = DurableFile.contents(of: path), data.starts(with: [0x89, 0x50, 0x4E, 0x47]) else {
      return nil
    }
    text = "data:image/png;base64," + data.base64EncodedString()
  }
}
