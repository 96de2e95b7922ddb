import WorkbenchCore

/// What the way to every exit costs for one image, counted from what is executed.
package struct ExitCosts: Sendable, Codable, Equatable {
  /// Multiply-accumulates of the backbone up to the exit and of its own head: the workbench's convention.
  ///
  /// Where exits build on what those before them say, of all heads so far: they have to be computed.
  package let multiplyAccumulates: [Int]
  /// Operations with all earlier heads included: the convention of MSDNet's counter, kept for comparisons with papers.
  package let cumulativeOperations: [Int]
  /// Parameters of what ``multiplyAccumulates`` counts.
  package let parameters: [Int]
  /// Parameters with all earlier heads included.
  package let cumulativeParameters: [Int]
  /// All parameters of the network.
  package let totalParameters: Int
  /// Multiply-accumulates of a training step on one image: forward, weight gradients, and the input gradients that anybody
  /// needs before stopped channels are taken off.
  package let trainingMultiplyAccumulates: Int
  /// What stopped channels take off ``trainingMultiplyAccumulates``.
  package let skippedMultiplyAccumulates: Int
  /// Bytes of the results of convolutions, linear maps and attention for one image, on the way to the exit and in its own head:
  /// most of what training keeps for the backward pass.
  package let activationBytesToExit: [Int]
  /// The same of all blocks and heads.
  package let activationBytes: Int

  /// Runs one image through the network, with the strategy's edits.
  package init(of network: Network, input: ImageShape, strategy: any GradientStrategy) throws {
    let device = network.scope.parameters.first?.value.device ?? .cpu
    let image = try Tensor.zeros(
      [1, input.channels, input.height, input.width], type: network.type, on: device)
    let trace = try OperationTrace.recording { _ = try network(image, .evaluation, strategy: strategy) }
    func total(_ section: String, _ value: (OperationTrace.Record) -> Int) -> Int {
      trace.records.filter { $0.section == section }.reduce(0) { $0 + value($1) }
    }
    func parameters(of groups: ArraySlice<ParameterGroup>) -> Int {
      groups.flatMap(\.parameters).reduce(0) { $0 + $1.value.count }
    }
    let topology = network.topology
    let exits = network.heads.indices
    /// Sums of `value` over the stages up to an exit, and over its head or all heads so far.
    func along(_ value: (OperationTrace.Record) -> Int, allHeads: Bool) -> [Int] {
      exits.map { exit in
        let trunk = network.stages[...exit].joined().reduce(0) { $0 + total("blocks.\($1)", value) }
        let heads = allHeads ? Array(0...exit) : [exit]
        return trunk + heads.reduce(0) { $0 + total("heads.\($1)", value) }
      }
    }
    let isBuiltUpon = strategy.filledRoles.contains(.logits) || network.heads.contains(where: \.seesEarlierExits)
    multiplyAccumulates = along(\.multiplyAccumulates, allHeads: isBuiltUpon)
    cumulativeOperations = along(\.operations, allHeads: true)
    activationBytesToExit = along(\.outputBytes, allHeads: isBuiltUpon)
    self.parameters = exits.map {
      parameters(of: topology.stages[...$0]) + parameters(of: topology.heads[(isBuiltUpon ? 0 : $0)...$0])
    }
    cumulativeParameters = exits.map {
      parameters(of: topology.stages[...$0]) + parameters(of: topology.heads[...$0])
    }
    totalParameters = network.scope.parameters.reduce(0) { $0 + $1.value.count }
    trainingMultiplyAccumulates = trace.records.reduce(0) {
      $0 + $1.multiplyAccumulates * ($1.needsInputGradient ? 3 : 2)
    }
    skippedMultiplyAccumulates = trace.records.reduce(0) { $0 + $1.skippedMultiplyAccumulates }
    activationBytes = trace.records.reduce(0) { $0 + $1.outputBytes }
  }

  /// The share of a training step's multiply-accumulates that stopped channels save.
  package var skippedShare: Double { Double(skippedMultiplyAccumulates) / Double(trainingMultiplyAccumulates) }
}
