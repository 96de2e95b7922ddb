import Foundation
import Pictures
import WorkbenchCore

/// A PNG or JPEG file of a data set.
enum ImageFile {
  /// Decodes a file; `turned` follows the camera's note of how it was held.
  ///
  /// - Throws: ``DataError`` when it cannot be read, is of another kind, or is damaged.
  static func decoded(_ path: String, turned: Bool) throws -> Image {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw DataError(
        path: path, reason: "cannot be read", hint: "check that it is a file and that you have permission to read it")
    }
    do {
      return try Image(decoding: data, turned: turned)
    } catch {
      throw DataError(path: path, reason: error.problem, hint: error.remedy)
    }
  }
}
