import Foundation
import WorkbenchCore

/// A folder for the files of a data set; gone with the test.
final class DataFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("data-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with the folders that lead to it.
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    let file = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: URL(fileURLWithPath: path).appendingPathComponent(name).path)
  }

  /// The message of the error, with the folder called `DATA`.
  func message(of body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "no error"
    } catch let error as RecipeError {
      return error.problems.map { "\($0.message); \($0.hint ?? "")" }.joined(separator: "\n")
    } catch {
      return "\(error)".replacingOccurrences(of: path, with: "DATA")
    }
  }
}

/// The bytes `[C, H, W]` of a sample.
func pixels(of data: some Dataset, _ index: Int, _ split: Split) throws -> [UInt8] {
  var pixels = [UInt8](repeating: 0, count: data.shape.count)
  try pixels.withUnsafeMutableBufferPointer { try data.read(index, of: split, into: $0) }
  return pixels
}
