/// Which values of a type a key allows.
struct Limits<Value>: Sendable {
  /// The range in words.
  let text: String
  let fault: @Sendable (Value) -> Fault?

  init(text: String, fault: @escaping @Sendable (Value) -> Fault?) { (self.text, self.fault) = (text, fault) }

  init<Range: RangeExpression<Value> & Sendable>(_ range: Range) where Value: SettingValue & Comparable {
    let text =
      switch range {
      case let range as ClosedRange<Value>: Self.text(from: range.lowerBound, through: range.upperBound)
      case let range as Swift.Range<Value>:
        "at least \(range.lowerBound.recipeText) and less than \(range.upperBound.recipeText)"
      case let range as PartialRangeFrom<Value>: Self.text(from: range.lowerBound)
      case let range as PartialRangeThrough<Value>: "at most \(range.upperBound.recipeText)"
      case let range as PartialRangeUpTo<Value>: "less than \(range.upperBound.recipeText)"
      default: "in \(range)"
      }
    self.init(text: text) { range.contains($0) ? nil : .whole }
  }

  private static func text(from lower: Value, through upper: Value) -> String where Value: SettingValue & Comparable {
    if lower == upper { return lower.recipeText }
    if upper as? Double == .infinity || upper as? Int == .max { return text(from: lower) }
    if lower as? Double == .leastNonzeroMagnitude { return "greater than 0 and at most \(upper.recipeText)" }
    return "between \(lower.recipeText) and \(upper.recipeText)"
  }

  private static func text(from lower: Value) -> String where Value: SettingValue & Comparable {
    lower as? Double == .leastNonzeroMagnitude ? "greater than 0" : "at least \(lower.recipeText)"
  }

  /// The same limits where the value may be left out.
  var optional: Limits<Value?> { Limits<Value?>(text: text) { [fault] value in value.flatMap(fault) } }

  /// The same limits for every item of a list.
  var each: Limits<[Value]> {
    Limits<[Value]>(text: "each \(text)") { [fault] values in
      values.firstIndex { fault($0) != nil }.map { .item($0) }
    }
  }
}

/// The part of a value that is out of range.
enum Fault { case whole, item(Int) }
