import Layers
import Torch

/// What one block hands to the next: one tensor `[N, C, H, W]` for each scale, finest first.
///
/// A backbone with a single scale has one; strategies act on the last, the coarsest, and heads look at it.
public typealias Features = [Tensor]

extension Features {
  /// The last scale, which heads look at.
  ///
  /// - Throws: ``/Layers/ModelError`` when there is no scale.
  public var coarsest: Tensor {
    get throws {
      guard let last else { throw ModelError("features need at least one scale") }
      return last
    }
  }
}

/// What the positions of features are.
public enum FeatureLayout: String, Sendable, CaseIterable {
  /// They lie as in the image.
  case map
  /// They are a column of tokens, the first of which, the class token, stands for the whole image.
  case tokens
}

/// The trunk of a multi-exit network, cut into blocks; an exit may follow each of them.
///
/// A backbone knows neither exits nor strategies: those act between its blocks.
///
/// ```swift
/// struct Stack: Backbone {
///   static let name = "stack"
///   static let summary = "convolutions of equal width"
///   static let width = Setting("width", default: 16, in: 1...1024, "channels")
///   static let settings: [any AnySetting] = [width]
///
///   let blocks: [[ImageShape]]
///   private let units: [ConvolutionUnit]
///
///   init(_ settings: Settings, scope: Scope, input: ImageShape) throws {
///     let width = settings[Self.width]
///     units = try (0..<3).map {
///       try ConvolutionUnit(scope / $0 / "unit", in: $0 == 0 ? input.channels : width, out: width, kernel: 3)
///     }
///     blocks = units.map { _ in [ImageShape(channels: width, height: input.height, width: input.width)] }
///   }
///
///   func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features {
///     [try units[index](features.coarsest, mode)]
///   }
/// }
/// ```
public protocol Backbone: Component {
  /// Builds the blocks for images of the shape `input`.
  ///
  /// Parameters get their names from `scope`: block `k`, counted from 0, makes its own under `scope / k`, which is how
  /// exits find the parameters that they reach.
  init(_ settings: Settings, scope: Scope, input: ImageShape) throws

  /// The shapes of the features after every block, finest scale first.
  var blocks: [[ImageShape]] { get }

  /// What the positions of the features are; heads are made for one or the other.
  static var layout: FeatureLayout { get }

  /// Runs one block, counted from 0.
  ///
  /// Block 0 is given the images `[N, C, H, W]` as the one scale, a later block what the one before returned, as the
  /// strategy left it. The result has the shapes that ``blocks`` tells.
  func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features

  /// The maps `[N, C, H', W']` that pictures show of the coarsest features `[N, C, H, W]` of a block.
  ///
  /// A backbone whose positions are no picture, such as tokens, arranges them as they lie in the image.
  func featureMaps(of features: Tensor) throws -> Tensor

  /// How libraries that publish trained weights name the tensors, so that their files can be loaded.
  var publishedNames: [PublishedNames] { get }
}

extension Backbone {
  /// By default, features are maps.
  public static var layout: FeatureLayout { .map }

  /// By default, features are shown as they are.
  public func featureMaps(of features: Tensor) throws -> Tensor { features }

  /// By default, nobody publishes weights.
  public var publishedNames: [PublishedNames] { [] }
}
