import Testing
import WorkbenchCore

/// The golden network: affine blocks with tanh, an affine head after each, all parameters from the file.
struct EndToEndNetwork {
  let network: Network
  private let inputs: Tensor
  private let labels: Tensor

  init(_ golden: Golden) throws {
    let scope = Scope(seed: 0, type: .float64)
    let trunk = try Trunk(Network.backboneScope(scope), widths: golden.dims)
    network = try Network(
      scope: scope, backbone: trunk, exits: Array(golden.blockWeights.indices), classes: golden.classes
    ) { try Head($0, at: $1) }
    inputs = try Tensor(golden.x.flatMap(\.self), [golden.batch, golden.dims[0]])
    labels = try Tensor(integers: golden.y)
    let blocks = zip(golden.blockWeights, golden.blockBiases).flatMap { [$0.flatMap(\.self), $1] }
    let heads = zip(golden.headWeights, golden.headBiases).flatMap { [$0.flatMap(\.self), $1] }
    try withoutGradients {
      for (parameter, values) in zip(scope.parameters, blocks + heads) {
        try parameter.value.assign(Tensor(values, parameter.value.shape))
      }
    }
  }

  func differentiate(with strategy: inout any GradientStrategy) throws -> [Double] {
    var context = StepContext.first
    let outputs = try network(inputs, .training(seed: 0, step: 0), strategy: strategy)
    let losses = try strategy.losses(of: outputs, labels: labels, in: &context)
    return try GradientEngine(network.topology).accumulate(losses, of: outputs, strategy: &strategy, in: &context)
  }

  /// The gradients of groups of parameters, one after the other.
  func gradients(_ groups: [ParameterGroup]) throws -> [Double] {
    try groups.flatMap(\.parameters).flatMap { try #require($0.value.gradient).elements(as: Double.self) }
  }

  private struct Trunk: Backbone {
    static let name = "affine"
    static let summary = "affine maps with tanh"

    let blocks: [[ImageShape]]
    private let maps: [Linear]

    init(_ settings: Settings, scope: Scope, input: ImageShape) throws { try self.init(scope, widths: [input.count]) }

    init(_ scope: Scope, widths: [Int]) throws {
      blocks = widths.dropFirst().map { [ImageShape(channels: $0, height: 1, width: 1)] }
      maps = try zip(widths, widths.dropFirst()).enumerated().map { try Linear(scope / $0, in: $1.0, out: $1.1) }
    }

    func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features {
      // tanh(x) = 2 sigmoid(2 x) - 1
      [try (maps[index](features.coarsest) * 2).sigmoid() * 2 - 1]
    }
  }

  private struct Head: ExitHead {
    static let name = "affine"
    static let summary = "an affine map"

    private let map: Linear

    init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws { try self.init(scope, at: place) }

    init(_ scope: Scope, at place: ExitPlace) throws {
      map = try Linear(scope, in: place.coarsest.channels, out: place.classes)
    }

    func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput {
      HeadOutput(logits: try map(features.coarsest), embedding: try features.coarsest)
    }
  }
}

extension EndToEndNetwork {
  /// The file: parameters, a batch, and what rules leave.
  struct Golden: Decodable {
    let dims: [Int]
    let classes: Int
    let batch: Int
    let x: [[Double]]
    let y: [Int]
    let blockWeights: [[[Double]]]
    let blockBiases: [[Double]]
    let headWeights: [[[Double]]]
    let headBiases: [[Double]]
    let losses: [Double]
    let tolerance: Double
    let results: Results

    enum CodingKeys: String, CodingKey {
      case dims, classes, batch, x, y, losses, results
      case blockWeights = "W"
      case blockBiases = "c"
      case headWeights = "A"
      case headBiases = "e"
      case tolerance = "abs_tol"
    }

    static func read(_ name: String) throws -> Golden { try GoldenFile.read(name, in: "Golden/strategies/e2e") }

    /// By rule; entries of another form are passed over.
    struct Results: Decodable {
      var updates: [String: Update] = [:]
      var pcgradOrders: [[Int]]?

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in container.allKeys {
          guard let update = try? container.decode(Update.self, forKey: key) else { continue }
          updates[key.stringValue] = update
          if key.stringValue == "pcgrad" { pcgradOrders = update.orders }
        }
      }

      private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
      }
    }

    struct Update: Decodable {
      let blocks: [Double]
      let heads: [Double]
      let orders: [[Int]]?

      enum CodingKeys: String, CodingKey {
        case orders
        case blocks = "block_gradient"
        case heads = "head_gradient"
      }
    }
  }
}
