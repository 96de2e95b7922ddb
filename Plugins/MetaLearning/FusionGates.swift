import WorkbenchCore

/// How much every exit counts when copies of one parameter are fused, learned by Adam.
///
/// With `s(w)` the sigmoid of a gate and `start` the numbers that all copies were trained from, the fused parameter is
/// `start + sum of s(w) (copy - start) / (sum of s(w) + epsilon)`, element by element.
struct FusionGates {
  /// What has a gate of its own.
  enum Grain {
    /// Every parameter.
    case parameter
    /// Every connection of two channels; every element where there is no kernel.
    case connection

    /// The shape of the gate of a parameter, which spreads over it.
    func shape(of parameter: [Int]) -> [Int] {
      switch self {
      case .parameter: parameter.map { _ in 1 }
      case .connection: parameter.enumerated().map { $0 < 2 ? $1 : 1 }
      }
    }
  }

  /// One gate for every copy, before the sigmoid.
  private(set) var gates: [Tensor]
  private let moments: [AdamMoments]
  private let epsilon: Double

  /// Gates for copies of a parameter, which begin at `initial`.
  init(copies: Int, of parameter: Tensor, grain: Grain, initial: Double, epsilon: Double) throws {
    let shape = grain.shape(of: parameter.shape)
    gates = try (0..<copies).map { _ in
      try Tensor.full(shape, initial, type: parameter.type, on: parameter.device)
    }
    moments = try gates.map { try AdamMoments(of: $0) }
    self.epsilon = epsilon
  }

  private func shares() throws -> (each: [Tensor], sum: Tensor) {
    let each = try gates.map { try $0.sigmoid() }
    return (each, try each.dropFirst().reduce(each[0]) { try $0 + $1 } + epsilon)
  }

  /// The fused parameter.
  func fused(_ copies: [Tensor], from start: Tensor) throws -> Tensor {
    try withoutGradients {
      let (each, sum) = try shares()
      return try zip(each, copies).reduce(start) { try $0 + ($1.1 - start) * ($1.0 / sum) }
    }
  }

  /// The slope of the loss for every gate, from its slope for the fused parameter.
  ///
  /// In closed form: `s'(w) <slope, copy - fused> / (sum of s(w) + epsilon)`, where the inner product runs over what the gate
  /// spreads to.
  func slopes(_ slope: Tensor, copies: [Tensor], fused: Tensor) throws -> [Tensor] {
    try withoutGradients {
      let (each, sum) = try shares()
      return try zip(each, copies).map { share, copy in
        let product = try gathered(slope * (copy - fused))
        return try product * share * (1 - share) / sum
      }
    }
  }

  /// The slope for one gate when the copy under way counts as the product of its gate and a pattern: `<slope, copy> (1 - s(w))`.
  func slope(_ slope: Tensor, ofProductWith gate: Int, copy: Tensor) throws -> Tensor {
    try withoutGradients { try gathered(slope * copy) * (1 - gates[gate].sigmoid()) }
  }

  /// The sum over what a gate spreads to, in the gate's shape.
  private func gathered(_ product: Tensor) throws -> Tensor {
    let shape = gates[0].shape
    let spread = shape.indices.filter { shape[$0] != product.shape[$0] }
    return spread.isEmpty ? product : try product.sum(dims: spread, keepingDims: true)
  }

  /// One step of Adam for the gates of these places.
  func step(along slopes: [(gate: Int, slope: Tensor)], rate: Double) throws {
    try withoutGradients {
      try descendByAdam(
        slopes.map { gates[$0.gate] }, along: slopes.map(\.slope), moments: slopes.map { moments[$0.gate] }, rate: rate,
        betas: (0.9, 0.999), epsilon: 1e-8, weightDecay: 0, decoupled: false)
    }
  }

  /// Copies of the gates as they stand.
  func copied() throws -> [Tensor] { try withoutGradients { try gates.map { try $0.copied() } } }

  /// Goes back towards gates of before, of which the share `kept` is kept.
  func blend(with before: [Tensor], keeping kept: Double) throws {
    try withoutGradients {
      for (gate, old) in zip(gates, before) { try gate.assign(gate * (1 - kept) + old * kept) }
    }
  }

  // MARK: - Memory

  /// By place, for a checkpoint.
  var tensors: [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (index, gate) in gates.enumerated() {
      tensors["\(index)"] = gate
      tensors.merge(moments[index].entries(under: "\(index)")) { $1 }
    }
    return tensors
  }

  func restore(_ tensors: [String: Tensor]) throws {
    for (name, tensor) in self.tensors {
      guard let saved = tensors[name], saved.shape == tensor.shape else {
        throw ModelError("the strategy's saved state has no gate '\(name)' of the shape \(tensor.shape)")
      }
      try withoutGradients { try tensor.assign(saved) }
    }
  }
}

/// `1 - x`, for shares.
private func - (one: Double, x: Tensor) throws -> Tensor { try -x + one }
