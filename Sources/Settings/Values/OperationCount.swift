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
    guard let number = node.text.flatMap({ ScaledNumber($0, unit: "MACs") }), number.value > 0 else {
      throw SettingMistake(node, expected: Self.settingKind)
    }
    (count, text) = (number.value, number.text)
  }

  /// The value as YAML.
  public var recipeText: String { text }
  /// The value as it was written: `120M`.
  public var description: String { text }

  /// Equal numbers, however they are written.
  public static func == (a: OperationCount, b: OperationCount) -> Bool { a.count == b.count }
}
