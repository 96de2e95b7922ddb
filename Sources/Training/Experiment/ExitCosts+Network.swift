import RunFiles
import WorkbenchCore

extension ExitCosts {
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
    self.init(
      multiplyAccumulates: along(\.multiplyAccumulates, allHeads: isBuiltUpon),
      cumulativeOperations: along(\.operations, allHeads: true),
      parameters: exits.map {
        parameters(of: topology.stages[...$0]) + parameters(of: topology.heads[(isBuiltUpon ? 0 : $0)...$0])
      },
      cumulativeParameters: exits.map {
        parameters(of: topology.stages[...$0]) + parameters(of: topology.heads[...$0])
      },
      totalParameters: network.scope.parameters.reduce(0) { $0 + $1.value.count },
      trainingMultiplyAccumulates: trace.records.reduce(0) {
        $0 + $1.multiplyAccumulates * ($1.needsInputGradient ? 3 : 2)
      },
      skippedMultiplyAccumulates: trace.records.reduce(0) { $0 + $1.skippedMultiplyAccumulates },
      activationBytesToExit: along(\.outputBytes, allHeads: isBuiltUpon),
      activationBytes: trace.records.reduce(0) { $0 + $1.outputBytes })
  }
}
