/// A value that another one replaced while files and overrides were merged.
public struct EarlierValue: Sendable {
  /// The value as YAML writes it, or in words where it is a list or map.
  public let value: String
  /// Where it stands.
  public let place: Place

  package init(_ node: Node) {
    value = node.plainText ?? node.text.map { QuotedText($0).yaml } ?? node.found
    place = node.place
  }
}
