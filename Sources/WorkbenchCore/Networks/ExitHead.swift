import Layers
import Torch

/// Where a head stands: what it may need to know to build itself.
public struct ExitPlace: Sendable {
  /// Which of the network's exits the head serves.
  public let exit: Exit
  /// The shapes of the features at the exit, finest scale first.
  public let features: [ImageShape]
  /// The shape of the coarsest features at the deepest exit.
  public let deepest: ImageShape
  /// The number of classes, and so of logits.
  public let classes: Int

  /// A place with features of at least one scale.
  public init(exit: Exit, features: [ImageShape], deepest: ImageShape, classes: Int) {
    (self.exit, self.features, self.deepest, self.classes) = (exit, features, deepest, classes)
  }

  /// The shape of the coarsest features at the exit.
  public var coarsest: ImageShape { features[features.count - 1] }
}

/// What a head makes of features.
public struct HeadOutput {
  /// One score for each class, before softmax: `[N, classes]`.
  public let logits: Tensor
  /// The vector that the scores are computed from, `[N, D]`: what distillation compares.
  public let embedding: Tensor

  /// The scores of a batch and the vectors they come from.
  public init(logits: Tensor, embedding: Tensor) { (self.logits, self.embedding) = (logits, embedding) }
}

/// A classifier at an exit.
///
/// The smallest head there is:
///
/// ```swift
/// struct PooledHead: ExitHead {
///   static let name = "pooled"
///   static let summary = "average pooling and a linear map"
///
///   private let linear: Linear
///
///   init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws {
///     linear = try Linear(scope / "linear", in: place.coarsest.channels, out: place.classes)
///   }
///
///   func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput {
///     let pooled = try features.coarsest.globallyAveragePooled()  // [N, C]
///     return HeadOutput(logits: try linear(pooled), embedding: pooled)
///   }
/// }
/// ```
public protocol ExitHead: Component {
  /// The features that the head can make something of; on a backbone with others a recipe that names it is refused.
  static var reads: Set<FeatureLayout> { get }

  /// Builds the head; its parameters get their names from `scope`.
  init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws

  /// Classifies features, one tensor `[N, C, H, W]` for each scale, finest first.
  func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput

  /// Whether the head reads the logits of the exits before it, so that they have to be computed, too.
  var seesEarlierExits: Bool { get }

  /// Classifies features, given the logits of the exits before in `earlier`, `[N, classes]` each, shallowest first.
  func callAsFunction(_ features: Features, after earlier: [Tensor], _ mode: Mode) throws -> HeadOutput
}

extension ExitHead {
  /// By default, maps.
  public static var reads: Set<FeatureLayout> { [.map] }

  /// By default, a head looks at features alone.
  public var seesEarlierExits: Bool { false }

  /// By default, the logits of the exits before are not used.
  public func callAsFunction(_ features: Features, after earlier: [Tensor], _ mode: Mode) throws -> HeadOutput {
    try self(features, mode)
  }
}
