import RunFiles

/// Tests write names down as the file has them.
extension MetricName: ExpressibleByStringLiteral {
  /// The name that a text is.
  public init(stringLiteral text: String) { self.init(rawValue: text) }
}
