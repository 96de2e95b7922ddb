/// What the length of a strategy's update is like: the learning rate has to follow it.
///
/// A comparison says it, as a rule on the scale of a mean takes smaller steps than a plain sum at the same learning rate.
public enum UpdateScale: String, Sendable, Codable {
  /// Like the sum of the exits' gradients.
  case sum
  /// Like their mean.
  case mean
  /// Like neither: a length of the strategy's own.
  case own
}
