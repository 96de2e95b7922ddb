import WorkbenchCore

/// What every backbone must keep to.
public enum BackboneLaws {
  /// Runs a backbone on small images and looks at its shapes, names and weights.
  ///
  /// - Parameters:
  ///   - type: the backbone.
  ///   - keys: those of a small variant, as a recipe would write them.
  ///   - input: the shape of the images.
  /// - Returns: what it does wrong, one sentence each.
  /// - Throws: what the backbone throws.
  public static func violations(
    of type: any Backbone.Type, keys: [String: String] = [:],
    input: ImageShape = ImageShape(channels: 3, height: 32, width: 32)
  ) throws -> [String] {
    func build(seed: UInt64) throws -> (backbone: any Backbone, scope: Scope) {
      let scope = Scope(seed: seed)
      return (try type.init(Settings(for: type.settings, keys), scope: scope, input: input), scope)
    }
    let (backbone, scope) = try build(seed: 1)
    return try shapeViolations(of: backbone, input: input) + nameViolations(of: backbone, scope: scope)
      + weightViolations(scope, again: build(seed: 1).scope, otherwise: build(seed: 2).scope)
  }

  private static func shapeViolations(of backbone: any Backbone, input: ImageShape) throws -> [String] {
    var found: [String] = []
    for mode in [Mode.evaluation, .training(seed: 0, step: 0)] {
      var features = [try Tensor.ones([2, input.channels, input.height, input.width]).inPreferredLayout()]
      for (index, declared) in backbone.blocks.enumerated() {
        features = try backbone.block(index, features, mode)
        let real = features.map(\.shape)
        let expected = declared.map { [2, $0.channels, $0.height, $0.width] }
        if real != expected { found.append("block \(index) declares \(expected), but returns \(real)") }
      }
    }
    return found
  }

  private static func nameViolations(of backbone: any Backbone, scope: Scope) -> [String] {
    let places = backbone.blocks.indices.map { "\($0)." }
    let stray = (scope.parameters + scope.buffers).filter { tensor in !places.contains { tensor.name.hasPrefix($0) } }
    let empty = backbone.blocks.indices.filter { (scope / $0).parameters.isEmpty }
    return stray.map { "'\($0.name)' is named under no block" } + empty.map { "block \($0) has no parameters" }
  }

  private static func weightViolations(_ scope: Scope, again: Scope, otherwise: Scope) throws -> [String] {
    var found: [String] = []
    var differs = false
    for ((a, b), c) in zip(zip(scope.parameters, again.parameters), otherwise.parameters) {
      let bytes = try a.value.bytes()
      if try !a.value.isFinite() { found.append("'\(a.name)' begins with values that are not finite") }
      if try a.name != b.name || bytes != b.value.bytes() {
        found.append("'\(a.name)' begins otherwise the second time")
      }
      if try bytes != c.value.bytes() { differs = true }
    }
    return found + (differs ? [] : ["the seed changes no weight"])
  }
}
