import WorkbenchCore
import WorkbenchTesting

/// A small network of the golden files, whole: blocks `tanh(h W + c)` in a chain, an affine head behind each.
struct GoldenChain: Decodable {
  let dims: [Int]
  let classes: Int
  let x: [[Double]]
  let y: [Int]
  let W: [[[Double]]]
  let c: [[Double]]
  let A: [[[Double]]]
  let e: [[Double]]
  let losses: [Double]
  let results: [String: Result]
  let tolerance: Double

  enum CodingKeys: String, CodingKey {
    case dims, classes, x, y, W, c, A, e, losses, results
    case tolerance = "abs_tol"
  }

  /// What a strategy leaves at the parameters of all blocks and of all heads, one after the other.
  struct Result: Decodable {
    let blocks: [Double]?
    let heads: [Double]?
    /// In which every exit met the others, for rules that draw it.
    let orders: [[Int]]?
    /// After one step of descent at a rate of 0.1.
    let step: Parameters?
    /// Of the blocks, after a step with losses computed again.
    let blockParameters: [Double]?
    let lossesBefore: [Double]?
    let lossesAfter: [Double]?
    let logitsAfter: [Double]?

    enum CodingKeys: String, CodingKey {
      case orders
      case blocks = "block_gradient"
      case heads = "head_gradient"
      case step = "sgd_step_lr0.1"
      case blockParameters = "block_params"
      case lossesBefore = "losses_before"
      case lossesAfter = "losses_after"
      case logitsAfter = "logits_after"
    }
  }

  struct Parameters: Decodable {
    let blocks: [Double]
    let heads: [Double]

    enum CodingKeys: String, CodingKey {
      case blocks = "block_params"
      case heads = "head_params"
    }
  }

  /// The network with the golden parameters, and its batch.
  func network() throws -> TinyNetwork {
    let values = zip(W, c).flatMap { [$0.flatMap { $0 }, $1] } + zip(A, e).flatMap { [$0.flatMap { $0 }, $1] }
    return try TinyNetwork(chain: dims, classes: classes, parameters: values, x: x, y: y)
  }
}

extension TinyNetwork {
  /// A chain of blocks with `dims` values between them, and its batch; `parameters` are weight and bias of all blocks, then of
  /// all heads.
  init(chain dims: [Int], classes: Int, parameters: [[Double]], x: [[Double]], y: [Int]) throws {
    let scope = Scope(seed: 0, type: .float64)
    let network = try Network(
      scope: scope, backbone: ChainOfBlocks(Network.backboneScope(scope), dims), exits: Array(0..<dims.count - 1),
      classes: classes
    ) { try AffineHead($0, inputs: $1.coarsest.channels, classes: $1.classes) }
    try withoutGradients {
      for (parameter, value) in zip(scope.parameters, parameters) {
        try parameter.value.assign(Tensor(value, parameter.value.shape))
      }
    }
    self.init(network, images: try Tensor(x.flatMap { $0 }, [x.count, dims[0]]), labels: try Tensor(integers: y))
  }
}

extension TinyNetwork {
  /// What `read` tells of the parameters of all blocks and of all heads, one after the other.
  func flat(_ read: (Tensor) throws -> [Double]) throws -> (blocks: [Double], heads: [Double]) {
    let topology = network.topology
    func all(_ groups: [ParameterGroup]) throws -> [Double] {
      try groups.flatMap(\.parameters).flatMap { try read($0.value) }
    }
    return (try all(topology.stages), try all(topology.heads))
  }
}

private struct ChainOfBlocks: Backbone {
  static let name = "chain"
  static let summary = "hyperbolic tangents of affine maps"

  let blocks: [[ImageShape]]
  private let maps: [Linear]

  init(_ settings: Settings, scope: Scope, input: ImageShape) throws { try self.init(scope, [input.channels, 1]) }

  init(_ scope: Scope, _ dims: [Int]) throws {
    blocks = dims.dropFirst().map { [ImageShape(channels: $0, height: 1, width: 1)] }
    maps = try blocks.indices.map { try Linear(scope / $0, in: dims[$0], out: dims[$0 + 1]) }
  }

  func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features {
    // tanh(x) = 2 sigmoid(2 x) - 1
    [try (maps[index](features[0]) * 2).sigmoid() * 2 - 1]
  }
}

private struct AffineHead: ExitHead {
  static let name = "affine"
  static let summary = "an affine map"

  private let linear: Linear

  init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws {
    try self.init(scope, inputs: place.coarsest.channels, classes: place.classes)
  }

  init(_ scope: Scope, inputs: Int, classes: Int) throws { linear = try Linear(scope, in: inputs, out: classes) }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput {
    HeadOutput(logits: try linear(features[0]), embedding: features[0])
  }
}
