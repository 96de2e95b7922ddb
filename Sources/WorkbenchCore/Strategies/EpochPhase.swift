/// One pass over the training samples; an epoch is one, or several where a strategy plans it so.
///
/// The trainer carries the plan out: it draws a fresh order for every phase, counts its steps, writes its losses, and resumes
/// in its middle.
///
/// ```swift
/// let plan = [EpochPhase("joint"), EpochPhase("heads", training: .heads)]
/// ```
public struct EpochPhase: Sendable, Hashable {
  /// What metrics call it, in kebab-case: `exit-1`, `fusion`.
  public let name: String
  /// The parameters that the optimizer moves.
  public let trained: Part

  /// Which parameters an optimizer moves; the others keep their gradients for the strategy alone.
  public enum Part: Sendable, Hashable {
    /// All of them.
    case network
    /// Those of the heads; blocks stay as they are.
    case heads
    /// None: what moves is the strategy's affair.
    case nothing
  }

  /// A phase of this name, which trains the whole network by default.
  public init(_ name: String, training trained: Part = .network) { (self.name, self.trained) = (name, trained) }

  /// The one phase of an ordinary epoch.
  public static let ordinary = EpochPhase("training")
}
