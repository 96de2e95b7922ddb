import Settings

/// Something odd in published code that a component repeats, or repeats for some values of its keys.
///
/// Who follows a paper wants it, and who reads a recipe wants to know of it: `workbench explain` names every one.
///
/// ```swift
/// let quirk = Quirk("the first exit's loss counts twice, as in the published code")
/// ```
public struct Quirk: Sendable, Equatable {
  /// The key whose value repeats it; nil where the component is like that whatever its keys say.
  public let key: String?
  /// What is odd and, where there is one, which other value is not: a sentence without a full stop.
  public let text: String

  /// A quirk of the component as a whole.
  public init(_ text: String) { (key, self.text) = (nil, text) }

  /// A quirk that comes with the value of a key.
  public init(of setting: any AnySetting, _ text: String) { (key, self.text) = (setting.key, text) }
}
