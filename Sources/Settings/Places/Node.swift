/// One value of a recipe's text and where it stands: what the types of settings are read from.
public struct Node: Sendable {
  package enum Content: Sendable {
    /// A text. Only the type of its key says whether it is a number; in quotes it never is.
    case scalar(String, quoted: Bool)
    case sequence([Node])
    case mapping([Pair])
    /// A construct that was refused and already reported.
    case refused
  }

  /// A key of a mapping with its value.
  package struct Pair: Sendable {
    package let key: String
    /// Where the key stands.
    package let place: Place
    package var value: Node

    package init(key: String, place: Place, value: Node) {
      (self.key, self.place, self.value) = (key, place, value)
    }
  }

  package var content: Content
  package let place: Place
  /// The value that this one replaced while files and overrides were merged; at most one.
  package var earlier: [Node] = []

  package init(_ content: Content, at place: Place) { (self.content, self.place) = (content, place) }

  /// The pairs of a mapping; nil for anything else.
  package var pairs: [Pair]? { if case .mapping(let pairs) = content { pairs } else { nil } }

  /// The items of a sequence; nil for anything else.
  package var items: [Node]? { if case .sequence(let items) = content { items } else { nil } }

  /// The text of a scalar; nil for anything else.
  package var text: String? { if case .scalar(let text, _) = content { text } else { nil } }

  /// The text of a scalar without quotes; nil for anything else.
  package var plainText: String? { if case .scalar(let text, quoted: false) = content { text } else { nil } }

  /// The value of a key of a mapping.
  package subscript(key: String) -> Node? { pairs?.first { $0.key == key }?.value }

  /// The mapping of a component: the plain name `pcgrad` stands for `{name: pcgrad}`.
  package var asComponent: Node {
    guard text != nil, plainText != "" else { return self }
    return Node(.mapping([Pair(key: "name", place: place, value: self)]), at: place)
  }

  /// The value in words, as messages end with it: `found …`.
  package var found: String {
    switch content {
    case .scalar("", quoted: false): "nothing"
    case .scalar(let text, quoted: false): Numeral.looksLikeNumber(text) ? text.shown : "'\(text.shown)'"
    case .scalar(let text, quoted: true): "the text \"\(text.shown)\""
    case .sequence: "a list"
    case .mapping: "a map"
    case .refused: "something refused"
    }
  }
}
