import Errors
import Foundation

/// The golden numbers among the resources of a test target: JSON files in the folder Golden, whose README says what they are.
///
/// A target adopts it once: `enum GoldenFile: GoldenFolder { static var bundle: Bundle { .module } }`.
public protocol GoldenFolder {
  /// The target's resources.
  static var bundle: Bundle { get }
}

extension GoldenFolder {
  /// The contents of a file.
  ///
  /// - Parameters:
  ///   - name: the file, without its ending.
  ///   - folder: where it lies.
  ///   - type: what it holds.
  /// - Returns: the contents.
  /// - Throws: ``NoGoldenFile`` when it is not there, what decoding throws when it holds something else.
  public static func read<Content: Decodable>(
    _ name: String, in folder: String = "Golden", as type: Content.Type = Content.self
  ) throws -> Content {
    guard let file = bundle.url(forResource: name, withExtension: "json", subdirectory: folder) else {
      throw NoGoldenFile(path: "\(folder)/\(name).json")
    }
    return try JSONDecoder().decode(Content.self, from: Data(contentsOf: file))
  }

  /// The names of a folder's files, without their ending, in alphabetical order.
  public static func names(in folder: String) -> [String] {
    let files = bundle.urls(forResourcesWithExtension: "json", subdirectory: folder) ?? []
    return files.map { ($0 as URL).deletingPathExtension().lastPathComponent }.sorted()
  }
}

/// A file of golden numbers that is not among the resources.
public struct NoGoldenFile: StatusedError, CustomStringConvertible {
  /// The path within the resources.
  public let path: String

  /// The message.
  public var description: String { "there is no \(path) among the test's resources" }

  /// How the program ends.
  public var exitStatus: ExitStatus { .missingInput }
}
