import WorkbenchCore

/// Training of the exits apart from each other, one pass over the samples each from the same weights, and the fusion of what
/// came of it: what ``MetaGF`` and ``DisentangledRoutes`` share.
///
/// An epoch of K exits has K + 1 phases. In each of the first K all weights begin where the epoch began, and the optimizer moves
/// them for one exit. In the last the network holds the fused weights and only the gates move, by their slope of the loss.
struct ApartTraining {
  /// The phases of an epoch: `exit-1`, ..., `fusion`.
  let phases: [EpochPhase]
  /// All parameters with the exits that reach each; those exits' copies are fused.
  private let parameters: [(parameter: Parameter, exits: Range<Int>)]
  private let gates: [FusionGates]
  private let keptGates: Double
  /// Where the epoch began.
  private var start: WeightSnapshot?
  /// What the passes of the exits before came to, of the parameters that they reach.
  private var copies: [WeightSnapshot] = []
  /// The gates when the fusion began.
  private var gatesBefore: [[Tensor]] = []

  /// Gates begin at `initial`; after an epoch the share `keptGates` of what they were is kept.
  init(
    _ topology: Topology, grain: FusionGates.Grain, initial: Double, epsilon: Double, keptGates: Double
  ) throws {
    phases = topology.exits.map { EpochPhase("exit-\($0.number)") } + [EpochPhase("fusion", training: .nothing)]
    parameters = (topology.stages + topology.heads).flatMap { group in group.parameters.map { ($0, group.exits) } }
    gates = try parameters.map {
      try FusionGates(
        copies: $0.exits.count, of: $0.parameter.value, grain: grain, initial: initial, epsilon: epsilon)
    }
    self.keptGates = keptGates
  }

  private var exits: Int { phases.count - 1 }

  /// Whether the phase is the last, in which copies are fused.
  func isFusion(_ phase: Int) -> Bool { phase == exits }

  private func reached(by exit: Int) -> [Parameter] { parameters.filter { $0.exits.contains(exit) }.map(\.parameter) }

  // MARK: - Phases

  mutating func begin(_ phase: Int) throws {
    if phase == 0 {
      start = try WeightSnapshot(of: parameters.map(\.parameter))
      copies = []
    }
    if isFusion(phase) { gatesBefore = try gates.map { try $0.copied() } }
  }

  /// Keeps what an exit's pass came to, or lets go of everything after the fusion.
  mutating func end(_ phase: Int) throws {
    guard isFusion(phase) else {
      copies.append(try WeightSnapshot(of: reached(by: phase)))
      try start?.restore()
      return
    }
    for (gates, before) in zip(gates, gatesBefore) { try gates.blend(with: before, keeping: keptGates) }
    (start, copies, gatesBefore) = (nil, [], [])
  }

  /// The copies of every parameter, in the order of the parameters.
  private var copiesByParameter: [[Tensor]] {
    var taken = copies.map { _ in 0 }
    return parameters.map { entry in
      entry.exits.map { exit in
        defer { taken[exit] += 1 }
        return copies[exit].values[taken[exit]]
      }
    }
  }

  /// Gives the network the fused weights.
  func fuse() throws {
    guard let start else { return }
    for (index, copies) in copiesByParameter.enumerated() {
      let fused = try gates[index].fused(copies, from: start.values[index])
      try withoutGradients { try parameters[index].parameter.value.assign(fused) }
    }
  }

  /// Moves the gates along the gradients that lie at the fused parameters.
  func learnFusion(rate: Double) throws {
    for (index, copies) in copiesByParameter.enumerated() where copies.count > 1 {
      let value = parameters[index].parameter.value
      guard let gradient = value.gradient else { continue }
      let slopes = try gates[index].slopes(gradient, copies: copies, fused: value.detached())
      try gates[index].step(along: slopes.enumerated().map { ($0, $1) }, rate: rate)
    }
  }

  /// Moves one exit's gates along the gradients of its own pass, as if each parameter were the product of gate and pattern.
  func learnImportance(of exit: Int, rate: Double) throws {
    for (index, entry) in parameters.enumerated() where entry.exits.contains(exit) && entry.exits.count > 1 {
      guard let gradient = entry.parameter.value.gradient else { continue }
      let gate = exit - entry.exits.lowerBound
      let slope = try gates[index].slope(gradient, ofProductWith: gate, copy: entry.parameter.value.detached())
      try gates[index].step(along: [(gate, slope)], rate: rate)
    }
  }

  /// The mean share that each exit has in the shared parameters.
  func report(in context: inout StepContext) throws {
    for exit in 0..<exits {
      let shared = parameters.indices.filter { parameters[$0].exits.contains(exit) && parameters[$0].exits.count > 1 }
      let shares = try shared.map { index in
        let entry = parameters[index]
        return try gates[index].gates[exit - entry.exits.lowerBound].sigmoid().mean().item()
      }
      guard !shares.isEmpty else { continue }
      context.report("gate/exit-\(exit + 1)", shares.reduce(0, +) / Double(shares.count))
    }
  }

  // MARK: - Memory

  func state() throws -> StrategyState {
    var state = StrategyState(numbers: ["copies": [Double(copies.count)]])
    for (index, gates) in gates.enumerated() {
      let name = parameters[index].parameter.name
      for (key, tensor) in gates.tensors { state.tensors["gates/\(name)/\(key)"] = tensor }
      if !gatesBefore.isEmpty {
        for (place, gate) in gatesBefore[index].enumerated() { state.tensors["gates-before/\(name)/\(place)"] = gate }
      }
    }
    if let start { state.tensors.merge(start.tensors("start")) { $1 } }
    for (exit, copy) in copies.enumerated() { state.tensors.merge(copy.tensors("copy-\(exit + 1)")) { $1 } }
    return state
  }

  mutating func restore(_ state: StrategyState) throws {
    let count = Int(try state.numbers("copies", count: 1)[0])
    for (index, gates) in gates.enumerated() {
      let prefix = "gates/\(parameters[index].parameter.name)/"
      try gates.restore(state.entries(prefix))
    }
    let hasStart = state.tensors.keys.contains { $0.hasPrefix("start/") }
    start =
      hasStart
      ? try WeightSnapshot(of: parameters.map(\.parameter), from: state.tensors, prefix: "start") : nil
    copies = try (0..<count).map {
      try WeightSnapshot(of: reached(by: $0), from: state.tensors, prefix: "copy-\($0 + 1)")
    }
    let hasGatesBefore = state.tensors.keys.contains { $0.hasPrefix("gates-before/") }
    gatesBefore =
      hasGatesBefore
      ? try parameters.map { entry in
        let saved = state.entries("gates-before/\(entry.parameter.name)/")
        return try entry.exits.indices.map { place in
          guard let gate = saved["\(place - entry.exits.lowerBound)"] else {
            throw ModelError("the strategy's saved state lacks gates of '\(entry.parameter.name)'")
          }
          return gate
        }
      } : []
  }
}

extension StrategyState {
  /// The tensors under a prefix, by the rest of their names.
  fileprivate func entries(_ prefix: String) -> [String: Tensor] {
    tensors.reduce(into: [:]) { entries, entry in
      if entry.key.hasPrefix(prefix) { entries[String(entry.key.dropFirst(prefix.count))] = entry.value }
    }
  }
}
