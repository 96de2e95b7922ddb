import Layers
import Torch

/// A place behind a stage where the graph of a forward pass is cut, so that a gradient can be changed before it goes on.
struct Boundary {
  /// What the stage made, with its graph.
  let features: Features
  /// The same values as leaves: what the head sees.
  let head: Features
  /// The same values as leaves: what the next block sees.
  let trunk: Features

  init(cutting features: Features) throws {
    self.features = features
    head = try features.map { try $0.leaf() }
    trunk = try features.map { try $0.leaf() }
  }
}

/// The two gradients of an exit's features, one tensor for each scale, finest first; `nil` where no loss depends on a scale.
///
/// A rule that merges them, such as one that drops the head's gradient where the two conflict:
///
/// ```swift
/// mutating func merge(_ gradients: BoundaryGradients, at exit: Exit, in context: inout StepContext) throws -> [Tensor?] {
///   let products = try gradients.products()
///   return try gradients.weighted(head: products.both < 0 ? 0 : 1, trunk: 1)
/// }
/// ```
public struct BoundaryGradients {
  /// From the exit's own head.
  public let head: [Tensor?]
  /// From the blocks behind, and so from all deeper exits; nothing at the last exit.
  public let trunk: [Tensor?]

  /// Gradients of the same features.
  public init(head: [Tensor?], trunk: [Tensor?]) { (self.head, self.trunk) = (head, trunk) }

  /// Their inner products over the whole batch and all scales, in double precision.
  public func products() throws -> (head: Double, trunk: Double, both: Double) {
    let products = try innerProducts(of: [head, trunk])
    return (products[0], products[3], products[1])
  }

  /// The weighted sum of the two.
  public func weighted(head headWeight: Double, trunk trunkWeight: Double) throws -> [Tensor?] {
    try zip(head, trunk).map { head, trunk in
      switch (head, trunk) {
      case (let head?, let trunk?):
        let sum = try head * headWeight
        try sum.add(trunk, times: trunkWeight)
        return sum
      case (let head?, nil): return try head * headWeight
      case (nil, let trunk?): return try trunk * trunkWeight
      case (nil, nil): return nil
      }
    }
  }
}

/// One backward pass in pieces: all heads, then stage after stage from the deepest.
///
/// At every boundary between, the gradient from the head and the one from behind are merged before they go on.
struct BlockwiseBackward {
  private let topology: Topology
  private let boundaries: [Boundary]

  /// For a forward pass whose graph was cut behind every stage.
  init(_ topology: Topology, _ boundaries: [Boundary]) { (self.topology, self.boundaries) = (topology, boundaries) }

  /// The gradients of the parameters that some loss reaches, by parameter.
  ///
  /// `merge` is asked at every exit, deepest first. The graph is freed unless `keepingGraph`.
  func callAsFunction(
    _ losses: [Tensor], keepingGraph: Bool = false, merge: (BoundaryGradients, Exit) throws -> [Tensor?]
  ) throws -> [ObjectIdentifier: Tensor] {
    var found: [ObjectIdentifier: Tensor] = [:]
    var arriving = try passHeads(losses, keepingGraph: keepingGraph, into: &found)
    var trunk = boundaries.last?.features.map { _ in nil as Tensor? } ?? []
    for exit in topology.exits.reversed() {
      let merged = try merge(BoundaryGradients(head: arriving.removeLast(), trunk: trunk), exit)
      trunk = try passStage(exit.index, merged, keepingGraph: keepingGraph, into: &found)
    }
    return found
  }

  /// - Returns: what the losses leave at every exit's features, scale by scale.
  private func passHeads(
    _ losses: [Tensor], keepingGraph: Bool, into found: inout [ObjectIdentifier: Tensor]
  ) throws -> [[Tensor?]] {
    let parameters = topology.heads.flatMap(\.parameters)
    let leaves = boundaries.flatMap(\.head)
    let all = try gradients(of: losses, for: parameters.map(\.value) + leaves, keepingGraph: keepingGraph)
    for (parameter, gradient) in zip(parameters, all) { found[ObjectIdentifier(parameter)] = gradient }
    var rest = all.dropFirst(parameters.count)
    return boundaries.map { boundary in
      defer { rest = rest.dropFirst(boundary.head.count) }
      return Array(rest.prefix(boundary.head.count))
    }
  }

  /// - Returns: what arrives at the features of the exit before.
  private func passStage(
    _ index: Int, _ arriving: [Tensor?], keepingGraph: Bool, into found: inout [ObjectIdentifier: Tensor]
  ) throws -> [Tensor?] {
    let parameters = topology.stages[index].parameters
    let leaves = index > 0 ? boundaries[index - 1].trunk : []
    let reached = zip(boundaries[index].features, arriving).compactMap { root, cotangent in
      cotangent.map { (root, $0) }
    }
    let all = try gradients(
      of: reached.map(\.0), cotangents: reached.map(\.1), for: parameters.map(\.value) + leaves,
      keepingGraph: keepingGraph)
    for (parameter, gradient) in zip(parameters, all) { found[ObjectIdentifier(parameter)] = gradient }
    return Array(all.dropFirst(parameters.count))
  }
}
