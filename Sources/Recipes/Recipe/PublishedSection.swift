import Settings

/// The section `published`: what a recipe that follows a paper does otherwise than the paper's own code.
///
/// It changes nothing of a run and is no part of a resolved recipe. The values are compared with the recipe's own, so what
/// `workbench explain` says stays true when the command line changes one of them.
public struct PublishedSection: Sendable, Equatable {
  /// Which code, or where it is described; nil where the recipe follows none.
  public let code: String?
  /// What no key says, one sentence each.
  public var notes: [String] { remarks.values.map(\.text) }
  private let remarks: NamedTexts
  let values: NamedTexts

  static let code = Setting<String?>("code", default: nil, "the published code that the recipe follows; none: nobody's")
  static let values = Setting(
    "values", default: NamedTexts(), "what that code has, by dotted path, such as data.holdout: 0")
  static let notes = Setting(
    "notes", default: NamedTexts(), "what it does otherwise besides, a sentence under a name of its own")

  static let settings: [any AnySetting] = [code, values, notes]

  init(_ settings: Settings) {
    code = settings[Self.code]
    values = settings[Self.values]
    remarks = settings[Self.notes]
  }
}

extension Recipe {
  /// A value that the published code has otherwise.
  public struct Deviation: Sendable, Equatable {
    /// The dotted path.
    public let path: String
    /// The recipe's own value; nil where the recipe has no such key now.
    public let value: String?
    /// The published code's.
    public let published: String
  }

  /// Where the recipe's values differ from those of the code that it follows, in the order of its section `published`.
  public var deviations: [Deviation] {
    published.values.values.compactMap { published in
      let value = entries.first { $0.path == published.name }?.value
      return value == published.text ? nil : Deviation(path: published.name, value: value, published: published.text)
    }
  }
}
