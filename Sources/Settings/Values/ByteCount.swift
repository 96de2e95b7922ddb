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
    guard let text = node.text, let match = text.wholeMatch(of: /([0-9.]+) ?([kMG]?)B?/),
      let number = Self.number(String(match.1))
    else { throw SettingMistake(node, expected: Self.settingKind) }
    let bytes = number * (["k": 1e3, "M": 1e6, "G": 1e9][String(match.2)] ?? 1)
    guard bytes <= 1e15 else {
      throw SettingMistake(node, expected: Self.settingKind, hint: "the number is too large")
    }
    self.bytes = Int(bytes)
    self.text = "\(match.1)\(match.2)"
  }

  private static func number(_ text: String) -> Double? {
    switch Numeral(text) {
    case .whole, .decimal: Double(text)
    case .refused, .other: nil
    }
  }

  /// The value as YAML.
  public var recipeText: String { text }
  /// The value as it was written: `512M`.
  public var description: String { text }
}
