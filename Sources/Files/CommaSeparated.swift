/// Tables of comma-separated values, as RFC 4180 has them.
package enum CommaSeparated {
  /// A row with its end.
  ///
  /// A cell stands in quotes where it holds a comma, a quote or a line's end; what a spreadsheet would compute stays text.
  package static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\n" }

  private static func cell(_ text: String) -> String {
    let isFormula = text.first.map { "=+@".contains($0) || $0 == "-" && Double(text) == nil } ?? false
    let text = isFormula ? "'" + text : text
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
