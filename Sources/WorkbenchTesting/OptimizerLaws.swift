import WorkbenchCore

/// What every optimizer must keep to.
///
/// An empty list says that all is well:
///
/// ```swift
/// let violations = try OptimizerLaws.violations(of: PlainDescent.self)
/// ```
public enum OptimizerLaws {
  /// Moves two parameters, one of which never gets a gradient, with a break in between.
  ///
  /// - Parameters:
  ///   - type: the optimizer.
  ///   - keys: as a recipe would write them.
  /// - Returns: what it does wrong, one sentence each.
  /// - Throws: what the optimizer throws.
  public static func violations(of type: any Optimizer.Type, keys: [String: String] = [:]) throws -> [String] {
    var found: [String] = []
    let settings = try Settings(for: type.settings, keys)
    var parameters = try makeParameters()
    let untouched = try parameters[1].value.bytes()
    var optimizer = try type.init(settings, parameters: parameters)
    if !(optimizer.learningRate > 0 && optimizer.learningRate.isFinite) {
      found.append("the default learning rate is \(optimizer.learningRate)")
    }

    func move(_ parameters: [Parameter], _ optimizer: inout any Optimizer, step: Int, rate: Double = 0.1) throws {
      var random = RandomStream(seed: 1, purpose: "gradients", step)
      parameters[0].value.gradient = try Tensor((0..<6).map { _ in random.normal() }, [2, 3])
      try optimizer.step(rate: rate)
    }
    let start = try parameters[0].value.bytes()
    for step in 0..<2 { try move(parameters, &optimizer, step: step) }
    if try parameters[0].value.bytes() == start { found.append("it moves nothing") }
    if try parameters[1].value.bytes() != untouched { found.append("it moves a parameter that has no gradient") }

    let state = try optimizer.state().mapValues { try $0.copied() }
    let (values, copies) = (parameters, try makeParameters())
    try withoutGradients { for (copy, value) in zip(copies, values) { try copy.value.assign(value.value) } }
    var restored = try type.init(settings, parameters: copies)
    try restored.restore(state)
    for step in 2..<4 {
      try move(parameters, &optimizer, step: step)
      try move(copies, &restored, step: step)
      if try parameters[0].value.bytes() != copies[0].value.bytes() {
        found.append("step \(step) differs when resumed")
      }
    }

    // A strategy may try a step out.
    let memory = try optimizer.state().mapValues { try $0.bytes() }
    var virtual = optimizer
    try virtual.restore(optimizer.state().mapValues { try $0.copied() })
    try move(parameters, &virtual, step: 4)
    if try optimizer.state().mapValues({ try $0.bytes() }) != memory {
      found.append("a copy that was given a memory of its own changes the original's")
    }

    parameters = try makeParameters()
    optimizer = try type.init(settings, parameters: parameters)
    try move(parameters, &optimizer, step: 0, rate: 0)
    if try parameters[0].value.bytes() != start { found.append("a learning rate of 0 moves a parameter") }
    return found
  }

  private static func makeParameters() throws -> [Parameter] {
    let scope = Scope(seed: 3, type: .float64)
    return [
      try scope.parameter("moved", [2, 3], .normal(deviation: 1)),
      try scope.parameter("left", [4], .normal(deviation: 1)),
    ]
  }
}
