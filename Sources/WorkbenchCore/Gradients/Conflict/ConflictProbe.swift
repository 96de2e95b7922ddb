import Layers
import Torch

/// Measures the conflict among the exits' gradients at a step, and what the update does for each of them.
///
/// Inner products are taken at the finest scopes alone; those of a coarser one are their sums.
struct ConflictProbe {
  private let topology: Topology
  private let finest: ConflictLevel

  init(_ topology: Topology, finest: ConflictLevel) { (self.topology, self.finest) = (topology, finest) }

  /// Compares the exits' gradients, by exit and parameter, with the update that lies at the parameters.
  ///
  /// - Returns: the backbone, then stages, then layers, as far as was asked for; layers that no exit reaches are left out.
  func measure(_ gradient: (Int, Parameter) -> Tensor?) throws -> [GradientConflict] {
    var (stages, layers): ([GradientConflict], [GradientConflict]) = ([], [])
    for stage in topology.stages {
      let groups = finest == .layer ? stage.layers : [stage]
      let parts = try groups.map { try measure($0, as: finest == .layer ? .layer : .stage, gradient) }
      stages.append(GradientConflict(sumOf: parts, scope: stage.name, level: .stage, exits: stage.exits))
      if finest == .layer { layers += parts.filter { $0.gram.norms.contains { $0 > 0 } } }
    }
    let whole = GradientConflict(
      sumOf: stages, scope: StepContext.backbone, level: .backbone, exits: 0..<topology.heads.count)
    return [whole] + (finest == .backbone ? [] : stages) + layers
  }

  private func measure(
    _ group: ParameterGroup, as level: ConflictLevel, _ gradient: (Int, Parameter) -> Tensor?
  ) throws -> GradientConflict {
    let rows = group.exits.map { exit in group.parameters.map { gradient(exit, $0) } }
    let count = rows.count
    let products = try innerProducts(of: rows + [group.parameters.map(\.value.gradient)])
    func product(_ i: Int, _ j: Int) -> Double { products[i * (count + 1) + j] }
    return GradientConflict(
      scope: group.name, level: level,
      gram: GramMatrix((0..<count).flatMap { i in (0..<count).map { product(i, $0) } }, exits: group.exits),
      updateProducts: (0..<count).map { product($0, count) },
      updateNorm: max(product(count, count), 0).squareRoot())
  }
}

extension GradientConflict {
  /// The conflict over the parameters of all parts together; an exit that does not reach a part counts as zero there.
  fileprivate init(sumOf parts: [GradientConflict], scope: String, level: ConflictLevel, exits: Range<Int>) {
    let count = exits.count
    var gram = [Double](repeating: 0, count: count * count)
    var products = [Double](repeating: 0, count: count)
    for part in parts {
      let places = part.gram.exits.map { $0 - exits.lowerBound }
      for (i, row) in places.enumerated() {
        products[row] += part.updateProducts[i]
        for (j, column) in places.enumerated() { gram[row * count + column] += part.gram[i, j] }
      }
    }
    let square = parts.reduce(0) { $0 + $1.updateNorm * $1.updateNorm }
    self.init(
      scope: scope, level: level, gram: GramMatrix(gram, exits: exits), updateProducts: products,
      updateNorm: square.squareRoot())
  }
}

extension ParameterGroup {
  /// The parameters of every layer apart: a layer's parameters have one name up to the last part.
  var layers: [ParameterGroup] {
    var layers: [(name: String, parameters: [Parameter])] = []
    for parameter in parameters {
      let name = parameter.name.split(separator: ".").dropLast().joined(separator: ".")
      if let known = layers.firstIndex(where: { $0.name == name }) {
        layers[known].parameters.append(parameter)
      } else {
        layers.append((name, [parameter]))
      }
    }
    return layers.map { ParameterGroup(name: $0.name, parameters: $0.parameters, exits: exits) }
  }
}
