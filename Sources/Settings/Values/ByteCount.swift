/// An amount of memory: `512M`, `4G`, `0`.
public struct ByteCount: SettingValue, CustomStringConvertible {
  /// The number of bytes; k, M and G are powers of 1,000.
  public let bytes: Int
  private let text: String

  /// What messages call one value.
  public static var settingKind: String { "an amount of memory such as 512M or 4G" }
  /// What messages call several.
  public static var settingKinds: String { "amounts of memory" }

  /// So many times 1,000,000,000 bytes.
  public init(gigabytes: Int) { (bytes, text) = (gigabytes * 1_000_000_000, "\(gigabytes)G") }

  /// Reads a value; `4 GB` is accepted as well.
  ///
  /// - Throws: ``SettingMistake`` for anything else, and for more than a million gigabytes.
  public init(recipe node: Node) throws(SettingMistake) {
    guard let number = node.text.flatMap({ ScaledNumber($0, unit: "B") }), number.value >= 0 else {
      throw SettingMistake(node, expected: Self.settingKind)
    }
    guard number.value <= 1e15 else {
      throw SettingMistake(node, expected: Self.settingKind, hint: "the number is too large")
    }
    (bytes, text) = (Int(number.value), number.text)
  }

  /// The value as YAML.
  public var recipeText: String { text }
  /// The value as it was written: `512M`.
  public var description: String { text }
}
