import Recipes

/// The scale of the update that a recipe's strategies make together, in words.
public struct CombinedScale: CustomStringConvertible {
  private let published: UpdateScale
  /// Whose scale it is.
  private let owner: String
  private let wanted: CombinationSection.Scale

  /// The scale is that of the strategy that combines gradients; without one, that of an edit between blocks and exits; without
  /// that, a sum.
  public init(of strategies: [any GradientStrategy.Type], _ combination: CombinationSection) {
    let owner =
      strategies.first { $0.roles.contains(.combination) } ?? strategies.first { $0.publishedScale != .sum }
      ?? strategies.first
    (published, self.owner) = (owner?.publishedScale ?? .sum, owner?.name ?? "")
    wanted = combination.scale
  }

  /// What it is like.
  public var value: UpdateScale {
    switch wanted {
    case .asPublished: published
    case .sum: .sum
    case .mean: .mean
    }
  }

  /// Such as `like a mean of gradients (upgrad, as published)`.
  public var description: String {
    func text(_ scale: UpdateScale) -> String {
      scale == .own ? "of its own" : "like a \(scale.rawValue) of the exits' gradients"
    }
    guard wanted == .asPublished else {
      return "\(text(value)) (combination.scale; \(owner) as published: \(text(published)))"
    }
    return "\(text(value)) (\(owner), as published)"
  }
}
