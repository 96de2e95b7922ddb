import Foundation

/// Status and header fields of an HTTP response.
struct ResponseHead: Equatable {
  let status: Int
  /// By names in lower case; of several fields with one name, the last.
  let fields: [String: String]

  /// Reads a status line and the lines after it.
  init?(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline)
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2, words[0].hasPrefix("HTTP/"), let status = Int(words[1]) else { return nil }
    self.status = status
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    self.fields = fields
  }

  /// Whether another response follows: this one only says to go on, or elsewhere.
  var isFollowed: Bool { 100..<200 ~= status || 300..<400 ~= status && fields["location"] != nil }

  /// The first byte of the file that the body begins with; `nil` for a body that is the whole file.
  var start: Int? { status == 206 ? contentRange?.start : nil }

  /// The size of the whole file, if the server says it.
  var total: Int? { status == 206 ? contentRange?.total : fields["content-length"].flatMap(Int.init) }

  /// What a later request gives back to go on with the same version of the file: a strong entity tag, else a date.
  var validator: String? {
    if let tag = fields["etag"], tag.hasPrefix("\"") { return tag }
    return fields["last-modified"]
  }

  /// From `bytes 500-999/1000`, where the total may be `*`.
  private var contentRange: (start: Int?, total: Int?)? {
    guard let range = fields["content-range"], range.hasPrefix("bytes ") else { return nil }
    let parts = range.dropFirst("bytes ".count).split(separator: "/")
    guard parts.count == 2 else { return nil }
    return (parts[0].split(separator: "-").first.flatMap { Int($0) }, Int(parts[1]))
  }
}
