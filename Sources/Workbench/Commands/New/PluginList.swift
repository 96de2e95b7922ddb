/// The list `plugins` in the text of Package.swift.
struct PluginList {
  private var lines: [Substring]
  private let names: Range<Int>

  /// - Throws: ``CannotWritePlugin`` where the text has no such list.
  init(packageManifest text: String) throws {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: "let plugins = ["),
      let end = lines[start...].firstIndex(of: "]")
    else {
      throw CannotWritePlugin(description: "Package.swift has no list 'let plugins = [' with one name a line")
    }
    names = start + 1..<end
  }

  /// The text with one more name, in its place in the alphabet.
  func adding(_ name: String) -> String {
    var lines = lines
    let line = "  \"\(name)\","
    lines.insert(Substring(line), at: names.first { lines[$0] > line } ?? names.upperBound)
    return lines.joined(separator: "\n")
  }
}
