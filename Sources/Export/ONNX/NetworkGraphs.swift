import Foundation
import WorkbenchCore

/// A network as ONNX graphs: one with an output for every exit, and one for each stage, so that another runtime can stop
/// where it likes.
///
/// Inputs are normalized images `images` `[N, C, H, W]`; the logits of exit k are `logits-k` `[N, classes]`. A stage hands
/// `features-k-s` `[N, C, H, W]`, scale `s` from the finest, to the next one. Both numbers count from 1.
struct NetworkGraphs {
  /// One graph in a file.
  struct Graph {
    /// What the graph reads.
    let inputs: [String]
    /// What the graph results in, logits first.
    let outputs: [String]
    /// The ONNX file.
    let data: Data
  }

  /// All exits in one graph.
  let whole: Graph
  /// The way from the exit before to each exit, shallowest first.
  let stages: [Graph]

  /// Reads the network's weights as they are; `strategy` may change what exits see and say.
  ///
  /// - Throws: ``ExportError`` for a network that no graph can stand for.
  init(of network: Network, strategy: any GradientStrategy, input: ImageShape) throws {
    let parameters = (network.scope.parameters + network.scope.buffers).reduce(into: [:]) { names, parameter in
      names[ObjectIdentifier(parameter.value)] = parameter.name
    }
    // Two batch sizes that no other length is likely to have: what is the same for both holds for all.
    let runs = try [5, 7].map { batch in
      try withoutGradients {
        try RecordedPass(of: network, strategy: strategy, input: input, batch: batch)
      }
    }
    whole = try Graph(runs.map(\.whole), named: "network", parameters: parameters)
    stages = try network.exits.map { exit in
      try Graph(runs.map { $0.stages[exit.index] }, named: "stage-\(exit.number)", parameters: parameters)
    }
  }
}

/// The graphs of one pass of zeros through a network.
private struct RecordedPass {
  /// A graph whose inputs and outputs have names.
  struct Recording {
    let graph: OperationGraph
    let inputs: [String]
    let outputs: [String]
  }

  let whole: Recording
  let stages: [Recording]

  init(of network: Network, strategy: any GradientStrategy, input: ImageShape, batch: Int) throws {
    let weight = network.scope.parameters.first?.value
    let images = try Tensor.zeros(
      [batch, input.channels, input.height, input.width], type: weight?.type ?? .float32, on: weight?.device ?? .cpu)
    whole = Recording(
      graph: try OperationGraph.recording([images]) {
        try network(images, .evaluation, strategy: strategy).map(\.logits)
      }, inputs: ["images"], outputs: network.exits.map(Self.logits))

    var stages: [Recording] = []
    var features = [("images", try images.inPreferredLayout())]
    var earlier: [Tensor] = []
    for exit in network.exits {
      let said = earlier.indices.map { (Self.logits(of: network.exits[$0]), earlier[$0]) }
      var handedOn: [(String, Tensor)] = []
      let graph = try OperationGraph.recording((features + said).map(\.1)) {
        let (output, trunk) = try network.pass(
          features.map(\.1), to: exit, after: earlier, .evaluation, strategy: strategy)
        earlier.append(output.logits)
        handedOn = exit.isLast ? [] : trunk.enumerated().map { ("features-\(exit.number)-\($0 + 1)", $1) }
        return [output.logits] + handedOn.map(\.1)
      }
      stages.append(
        Recording(
          graph: graph, inputs: (features + said).map(\.0), outputs: [Self.logits(of: exit)] + handedOn.map(\.0)))
      features = handedOn
    }
    self.stages = stages
  }

  private static func logits(of exit: Exit) -> String { "logits-\(exit.number)" }
}

extension NetworkGraphs.Graph {
  /// The file of a graph that was recorded for several batch sizes; inputs that nothing reads are left out.
  fileprivate init(
    _ recordings: [RecordedPass.Recording], named name: String, parameters: [ObjectIdentifier: String]
  ) throws {
    let recording = recordings[0]
    guard recordings.allSatisfy({ $0.graph.isEqual(to: recording.graph) }) else { throw ExportError.dependsOnBatch }
    let graph = recording.graph
    let read = Set(graph.nodes.flatMap(\.inputs) + graph.outputs)
    let used = zip(graph.inputs, recording.inputs).filter { read.contains($0.0) }.map(\.1)
    inputs = used
    outputs = recording.outputs
    data = try ONNXGraph(
      graph, name: name, inputs: recording.inputs, outputs: outputs, parameters: parameters
    ).model()
    guard data.count < Int(Int32.max) else { throw ExportError.tooLarge(bytes: data.count) }
  }
}

extension OperationGraph {
  /// Whether the same operations lead from the same inputs and constants to the same outputs.
  fileprivate func isEqual(to other: OperationGraph) -> Bool {
    func steps(_ graph: OperationGraph) -> [[Int]] { graph.nodes.map { $0.inputs + [$0.output] } }
    return nodes.map(\.operation) == other.nodes.map(\.operation) && steps(self) == steps(other)
      && outputs == other.outputs && constants.map(\.tensor.shape) == other.constants.map(\.tensor.shape)
  }
}
