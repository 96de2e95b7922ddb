import Foundation
import WorkbenchCore

/// A table of images: lines `path,label`, with a first line of these two words or without.
///
/// Paths are relative to the folder of the table. A field with commas or quotes is quoted as RFC 4180 has it.
enum ImageTable {
  /// The rows in their order.
  ///
  /// - Throws: ``DataError`` that names the line.
  static func entries(of path: String) throws -> [(path: String, className: String)] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw DataError(path: path, reason: "is no text in UTF-8", hint: "write lines of the form path,label")
    }
    guard text.last?.isNewline ?? true else {
      throw DataError(
        path: path, reason: "ends in the middle of a line: it may be cut short",
        hint: "copy it again, or end its last line if it is whole")
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    var entries: [(path: String, className: String)] = []
    // Empty lines count, so that the numbers are those that an editor shows.
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      guard !line.allSatisfy(\.isWhitespace) else { continue }
      guard let fields = fields(of: line), fields.count == 2, fields.allSatisfy({ !$0.isEmpty }) else {
        throw DataError(
          path: path, reason: "line \(index + 1) is not of the form path,label: \(line)",
          hint: "write two fields, in quotes where they hold a comma")
      }
      if entries.isEmpty, fields == ["path", "label"] { continue }
      entries.append((URL(fileURLWithPath: fields[0], relativeTo: folder).path, fields[1]))
    }
    guard !entries.isEmpty else {
      throw DataError(path: path, reason: "lists no image", hint: "write lines of the form path,label")
    }
    return entries
  }

  /// The fields of a line, without quotes; nil where quotes do not match.
  private static func fields(of line: Substring) -> [String]? {
    var fields = [""]
    var isQuoted = false
    var previous: Character?
    for character in line {
      if character == "\"" {
        // A second quote that follows the end of a quoted part is a quote in it.
        if !isQuoted, previous == "\"" { fields[fields.count - 1].append("\"") }
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
      previous = character
    }
    return isQuoted ? nil : fields.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
