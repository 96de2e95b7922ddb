/// A number with a letter for its thousands, as recipes and the command line write large ones: `120M`, `1.5G`, `800k`, or in full.
package struct ScaledNumber {
  /// The number: k, M and G are powers of 1,000.
  package let value: Double
  /// As it was written, without blanks and unit.
  package let text: String

  private static let factors = ["": 1, "k": 1e3, "M": 1e6, "G": 1e9]

  /// - Parameters:
  ///   - text: what was written.
  ///   - unit: what may stand after the number: `120M MACs`, `4 GB`.
  package init?(_ text: some StringProtocol, unit: String) {
    let bare = text.hasSuffix(unit) ? String(text.dropLast(unit.count)) : String(text)
    guard let match = bare.wholeMatch(of: /([0-9.eE+-]+?) ?([kMG]?) ?/),
      let factor = Self.factors[String(match.2)], let number = Self.number(String(match.1))
    else { return nil }
    (value, self.text) = (number * factor, "\(match.1)\(match.2)")
  }

  private static func number(_ text: String) -> Double? {
    switch Numeral(text) {
    case .whole, .decimal: Double(text).flatMap { $0.isFinite ? $0 : nil }
    case .refused, .other: nil
    }
  }
}
