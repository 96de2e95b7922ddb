import Foundation
import Pictures
import WorkbenchCore

/// A PNG or JPEG file, told apart by its first bytes: in some data sets names lie.
enum ImageFile {
  /// What the names of images end with, in lower case.
  static let extensions: Set<String> = ["png", "jpg", "jpeg"]

  /// Decodes a file.
  ///
  /// - Throws: ``DataError`` when it cannot be read, is of another kind, or is damaged.
  static func decoded(_ path: String) throws -> Image {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw DataError(
        path: path, reason: "cannot be read", hint: "check that it is a file and that you have permission to read it")
    }
    do {
      if data.starts(with: [0xFF, 0xD8]) { return try Image(jpeg: data) }
      if data.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return try Image(png: data) }
    } catch {
      throw DataError(path: path, reason: error.problem, hint: error.remedy)
    }
    throw DataError(
      path: path, reason: "is neither a PNG nor a JPEG image", hint: "convert it, or take it out of the data set")
  }
}
