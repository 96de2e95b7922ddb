/// A key that a component reads from a recipe: its name, default, range and meaning stand in one place.
///
/// ```swift
/// static let beta = Setting("beta", default: 0.5, in: 0...1, "share of channels kept for deeper exits")
/// static let clip = Setting<Double?>("clip", default: nil, in: 0..., "largest norm of a gradient")
/// static let steps = Setting("steps", default: [0.5, 0.75], each: 0...1, "where the rate falls")
/// ```
/// An optional key may be `none`; one that a recipe must give is a ``RequiredSetting``. A range that excludes zero begins with
/// `Double.leastNonzeroMagnitude`.
public struct Setting<Value: SettingValue>: AnySetting {
  /// The name in recipes, in kebab-case.
  public let key: String
  /// What the value means, in one line.
  public let summary: String
  /// The value where a recipe gives none.
  public let `default`: Value
  /// Whether other values can lead to other results; by default all but places can.
  public private(set) var affectsResults = !Value.isPlace
  private let type: SettingType<Value>

  private init(_ key: String, _ standard: Value, _ limits: Limits<Value>?, _ summary: String) {
    if let limits {
      precondition(limits.fault(standard) == nil, "the default of the setting '\(key)' must be \(limits.text)")
    }
    (self.key, self.default, type, self.summary) = (key, standard, SettingType(limits: limits), summary)
  }

  /// A key with a range.
  public init<Range: RangeExpression<Value> & Sendable>(
    _ key: String, default standard: Value, in range: Range, _ summary: String
  ) where Value: Comparable {
    self.init(key, standard, Limits(range), summary)
  }

  /// A key that may have any value of its type.
  public init(_ key: String, default standard: Value, _ summary: String) { self.init(key, standard, nil, summary) }

  /// A key that may be `none`, with a range for its other values.
  public init<Wrapped: Comparable, Range: RangeExpression<Wrapped> & Sendable>(
    _ key: String, default standard: Wrapped?, in range: Range, _ summary: String
  ) where Value == Wrapped? {
    self.init(key, standard, Limits(range).optional, summary)
  }

  /// A list with a range for each of its items.
  public init<Element: Comparable, Range: RangeExpression<Element> & Sendable>(
    _ key: String, default standard: [Element], each range: Range, _ summary: String
  ) where Value == [Element] {
    self.init(key, standard, Limits(range).each, summary)
  }

  /// The same key, declared to change no result, whatever its value: threads, caches, what is written down.
  ///
  /// Runs that differ in such a key alone are repetitions of one another, and a comparison makes them one group.
  /// ```swift
  /// static let threads = Setting("threads", default: 0, in: 0...1024, "threads inside operations").withoutEffectOnResults()
  /// ```
  public func withoutEffectOnResults() -> Setting {
    var setting = self
    setting.affectsResults = false
    return setting
  }

  /// The type and range in one phrase: `a number between 0 and 1`.
  public var typeText: String { type.text }
  /// The type in words.
  public var kind: String { Value.settingKind }
  /// The range in words.
  public var rangeText: String? { type.limits?.text }
  /// The default as a recipe would write it.
  public var defaultText: String? { `default`.recipeText }
  /// The default, whatever its type.
  public var defaultValue: (any SettingValue)? { `default` }

  /// Reads a value and checks its range.
  ///
  /// - Throws: ``SettingMistake`` for a value of another type or out of range.
  public func read(_ node: Node) throws(SettingMistake) -> any SettingValue { try type.read(node) }
}

/// A key that a recipe must give, as no value would do for all.
///
/// ```swift
/// static let depth = RequiredSetting<Int>("depth", in: 1..., "number of blocks")
/// ```
/// Where a component reads one that it does not declare, there is nothing to go on with, so reading it throws.
public struct RequiredSetting<Value: SettingValue>: AnySetting {
  /// The name in recipes, in kebab-case.
  public let key: String
  /// What the value means, in one line.
  public let summary: String
  /// Whether other values can lead to other results: all but places can.
  public var affectsResults: Bool { !Value.isPlace }
  private let type: SettingType<Value>

  private init(_ key: String, _ limits: Limits<Value>?, _ summary: String) {
    (self.key, type, self.summary) = (key, SettingType(limits: limits), summary)
  }

  /// A key with a range.
  public init<Range: RangeExpression<Value> & Sendable>(_ key: String, in range: Range, _ summary: String)
  where Value: Comparable {
    self.init(key, Limits(range), summary)
  }

  /// A key that may have any value of its type.
  public init(_ key: String, _ summary: String) { self.init(key, nil, summary) }

  /// A list with a range for each of its items.
  public init<Element: Comparable, Range: RangeExpression<Element> & Sendable>(
    _ key: String, each range: Range, _ summary: String
  ) where Value == [Element] {
    self.init(key, Limits(range).each, summary)
  }

  /// The type and range in one phrase: `a number between 0 and 1`.
  public var typeText: String { type.text }
  /// The type in words.
  public var kind: String { Value.settingKind }
  /// The range in words.
  public var rangeText: String? { type.limits?.text }
  /// There is none.
  public var defaultText: String? { nil }
  /// There is none.
  public var defaultValue: (any SettingValue)? { nil }

  /// Reads a value and checks its range.
  ///
  /// - Throws: ``SettingMistake`` for a value of another type or out of range.
  public func read(_ node: Node) throws(SettingMistake) -> any SettingValue { try type.read(node) }
}

/// The type and range of a key.
private struct SettingType<Value: SettingValue>: Sendable {
  let limits: Limits<Value>?

  var text: String {
    guard let limits else { return Value.settingKind }
    let link = limits.text.hasPrefix("between") ? " " : limits.text.hasPrefix("each") ? ", " : " and "
    return Value.settingKind + link + limits.text
  }

  func read(_ node: Node) throws(SettingMistake) -> Value {
    let value: Value
    do throws(SettingMistake) {
      value = try Value(recipe: node)
    } catch {
      var mistake = error
      mistake.expected = text
      throw mistake
    }
    guard let limits, let fault = limits.fault(value) else { return value }
    switch fault {
    case .whole: throw SettingMistake(node, expected: limits.text)
    case .item(let index): throw SettingMistake(node.items?[index] ?? node, expected: text)
    }
  }
}

/// A ``Setting`` or ``RequiredSetting`` of any type: what a component declares, and what reference pages list.
public protocol AnySetting: Sendable {
  /// The name in recipes, in kebab-case.
  var key: String { get }
  /// What the value means, in one line.
  var summary: String { get }
  /// The type in words: `a number`, `true or false`, `all or own`.
  var kind: String { get }
  /// The type and range in one phrase: `a number between 0 and 1`.
  var typeText: String { get }
  /// The range in words, `between 0 and 1`; nil where every value will do.
  var rangeText: String? { get }
  /// The default as a recipe would write it; nil where a recipe must give the key.
  var defaultText: String? { get }
  /// The default; nil where a recipe must give the key.
  var defaultValue: (any SettingValue)? { get }
  /// Whether other values can lead to other results.
  var affectsResults: Bool { get }
  /// Reads a value and checks its range.
  ///
  /// - Throws: ``SettingMistake`` for a value of another type or out of range.
  func read(_ node: Node) throws(SettingMistake) -> any SettingValue
}
