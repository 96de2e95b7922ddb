import Foundation
import Testing

/// A file of the folder Golden, whose README says what the numbers are.
enum GoldenFile {
  static func read<Content: Decodable>(
    _ name: String, in folder: String? = nil, as type: Content.Type = Content.self
  ) throws -> Content {
    let place = folder.map { "Golden/\($0)" } ?? "Golden"
    let file = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: place))
    return try JSONDecoder().decode(Content.self, from: Data(contentsOf: file))
  }
}
