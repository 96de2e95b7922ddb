import Layers
import Torch

/// The gradients of every exit's loss, by parameter; absent where the loss does not reach one.
struct ExitGradients {
  private var byExit: [[ObjectIdentifier: Tensor]]

  /// None yet, of as many exits.
  init(exits: Int) { byExit = [[ObjectIdentifier: Tensor]](repeating: [:], count: exits) }

  /// Adds the gradients of an exit's loss on more samples.
  mutating func add(_ gradients: [ObjectIdentifier: Tensor], to exit: Int) throws { try byExit[exit].add(gradients) }

  subscript(exit: Int, parameter: Parameter) -> Tensor? { byExit[exit][ObjectIdentifier(parameter)] }

  /// The memory that they take.
  var bytes: Int { byExit.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.count * $1.type.byteCount } } }

  /// One row for every exit that reaches the group, cut by parameter.
  func parts(_ group: ParameterGroup) -> [[Tensor?]] {
    group.exits.map { exit in group.parameters.map { self[exit, $0] } }
  }

  /// The inner products of the gradients of the exits that reach the group, in double precision.
  func gram(_ group: ParameterGroup) throws -> GramMatrix {
    GramMatrix(try innerProducts(of: parts(group)), exits: group.exits)
  }

  /// The group without the parameters that no loss reaches.
  func reached(_ group: ParameterGroup) -> ParameterGroup {
    let parameters = group.parameters.filter { parameter in
      group.exits.contains { byExit[$0][ObjectIdentifier(parameter)] != nil }
    }
    return ParameterGroup(name: group.name, parameters: parameters, exits: group.exits)
  }

  /// One row for every exit that reaches the group: `[exits, P]`, with the elements of a parameter in the order of
  /// `asRow`; `group` has a parameter.
  func matrix(_ group: ParameterGroup) throws -> Tensor {
    let first = group.parameters[0].value
    let count = group.parameters.reduce(0) { $0 + $1.value.count }
    let matrix = try Tensor.zeros([group.exits.count, count], type: first.type, on: first.device)
    for (row, exit) in group.exits.enumerated() {
      let whole = try matrix.narrowed(dim: 0, row..<row + 1)
      var start = 0
      for parameter in group.parameters {
        let end = start + parameter.value.count
        if let gradient = self[exit, parameter] {
          try whole.narrowed(dim: 1, start..<end).assign(gradient.asRow())
        }
        start = end
      }
    }
    return matrix
  }

  /// Makes the weighted sum of the gradients of the exits that reach the group the gradient of every parameter.
  func assignSum(_ weights: [Double], to group: ParameterGroup) throws {
    for parameter in group.parameters {
      var sum: Tensor?
      for (exit, weight) in zip(group.exits, weights) {
        guard let gradient = self[exit, parameter] else { continue }
        if let sum { try sum.add(gradient, times: weight) } else { sum = try gradient * weight }
      }
      parameter.value.gradient = sum
    }
  }

  /// Heads take the gradient of their own loss, and of later ones that reach them.
  func assignHeads(_ heads: [ParameterGroup]) throws {
    for head in heads {
      for parameter in head.parameters {
        var sum: Tensor?
        for row in byExit[head.exits.lowerBound...] {
          guard let gradient = row[ObjectIdentifier(parameter)] else { continue }
          sum = try sum.map { try $0 + gradient } ?? gradient
        }
        parameter.value.gradient = sum
      }
    }
  }
}

extension [ObjectIdentifier: Tensor] {
  /// Adds gradients by parameter, in place where there is one already.
  mutating func add(_ others: [ObjectIdentifier: Tensor]) throws {
    for (parameter, gradient) in others {
      if let sum = self[parameter] { try sum.add(gradient) } else { self[parameter] = gradient }
    }
  }
}

extension Tensor {
  /// All elements as `[1, count]`: those of `[O, I, H, W]` in the order `[O, H, W, I]`, as convolution weights lie in memory, so
  /// that nothing is moved here but to its place in the row, and nothing on the way back.
  func asRow() throws -> Tensor {
    try (shape.count == 4 ? permuted([0, 2, 3, 1]) : self).reshaped([1, count])
  }

  /// The tensor of this shape whose ``asRow()`` the elements are.
  func unfolded(into shape: [Int]) throws -> Tensor {
    guard shape.count == 4 else { return try reshaped(shape) }
    return try reshaped([shape[0], shape[2], shape[3], shape[1]]).permuted([0, 3, 1, 2])
  }
}
