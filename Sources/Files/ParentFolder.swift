extension String {
  /// The path of the folder that a path lies in: what stands before its last part, and nothing for a bare name.
  ///
  /// Foundation's `deletingLastPathComponent` traps on a name of one letter (Swift 6.3 on Linux).
  package var parentFolder: String {
    let end = lastIndex { $0 != "/" } ?? startIndex
    guard let slash = self[..<end].lastIndex(of: "/") else { return "" }
    return slash == startIndex ? "/" : String(self[..<slash])
  }
}
