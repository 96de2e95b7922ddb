import Settings

/// The scale of the update that a recipe's strategies make together, in words.
public struct CombinedScale: CustomStringConvertible {
  private let published: UpdateScale
  /// Whose scale it is.
  private let owner: String
  private let wanted: CombinationSection.Scale

  /// The scale that follows from a recipe's strategies and its section `combination`.
  ///
  /// It is that of the strategy that combines gradients, and of an edit between blocks and exits that scales them; where both
  /// make the update shorter, it has a length of its own.
  public init(of strategies: [any GradientStrategy.Type], _ combination: CombinationSection) {
    let scaling = strategies.filter { $0.publishedScale != .sum }
    let owners = strategies.filter { $0.roles.contains(.combination) || $0.publishedScale != .sum }
    published = scaling.count > 1 ? .own : (scaling.first.map { $0.publishedScale } ?? .sum)
    owner = (owners.isEmpty ? Array(strategies.prefix(1)) : owners).map { $0.name }.joined(separator: " and ")
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
