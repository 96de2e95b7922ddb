/// A number of operations: `120M`, `1.5G`, `800k`, or in full.
public struct OperationCount: SettingValue, CustomStringConvertible {
  /// The number, greater than 0.
  public let count: Double
  private let text: String

  /// What messages call one value.
  public static var settingKind: String { "a number of operations such as 120M (k, M or G)" }
  /// What messages call several.
  public static var settingKinds: String { "numbers of operations" }

  /// Reads a value; `120M MACs` is accepted as well.
  ///
  /// - Throws: ``SettingMistake`` for anything else.
  public init(recipe node: Node) throws(SettingMistake) {
    guard let text = node.text, let match = text.wholeMatch(of: /([0-9.eE+-]+?) ?([kMG]?)( ?MACs)?/),
      let number = Self.number(String(match.1))
    else { throw SettingMistake(node, expected: Self.settingKind) }
    let factors = ["": 1, "k": 1e3, "M": 1e6, "G": 1e9]
    count = number * (factors[String(match.2)] ?? 1)
    self.text = "\(match.1)\(match.2)"
  }

  private static func number(_ text: String) -> Double? {
    switch Numeral(text) {
    case .whole, .decimal: Double(text).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    case .refused, .other: nil
    }
  }

  /// The value as YAML.
  public var recipeText: String { text }
  /// The value as it was written: `120M`.
  public var description: String { text }

  /// Equal numbers, however they are written.
  public static func == (a: OperationCount, b: OperationCount) -> Bool { a.count == b.count }
}
