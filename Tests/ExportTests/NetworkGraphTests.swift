import Foundation
import LinkedPlugins
import Testing
import WorkbenchCore
import WorkbenchTesting

@testable import Export

/// Every network that a recipe can name says the same in ONNX Runtime as here, whole and stage by stage.
@Suite struct NetworkGraphTests {
  /// Small variants of what takes long.
  static let smallKeys = [
    "msdnet": ["blocks": "3", "base": "2", "step": "1", "channels": "4", "growth": "4"],
    "vit": ["patch": "8", "embedding": "12", "depth": "3"],
  ]

  @Test func `ONNX Runtime gives the logits of every backbone, head and strategy`() throws {
    let registry = try Registry(linkedPlugins)
    let folder = try CaseFolder()
    for backbone in registry.backbones.names {
      let layout = try #require(registry.backbones[backbone]).layout
      for head in registry.heads.names where registry.heads[head]?.reads.contains(layout) == true {
        try folder.add(
          "\(backbone) \(head)", registry: registry, backbone: backbone, head: ComponentByName(head),
          strategy: "sum")
      }
    }
    try folder.add(
      "msdnet whose exits build on one another", registry: registry, backbone: "msdnet",
      head: ComponentByName("msdnet-classifier", ["inline-collaboration": "true"]), strategy: "sum")
    for strategy in registry.strategies.names {
      guard let type = registry.strategies[strategy], !type.roles.isDisjoint(with: [.branch, .logits]) else { continue }
      try folder.add("msdnet \(strategy)", registry: registry, backbone: "msdnet", strategy: strategy)
      try folder.add("vgg \(strategy)", registry: registry, backbone: "vgg", strategy: strategy)
    }
    let differences = try folder.differences()
    #expect(differences.count == folder.count)
    #expect(differences.values.allSatisfy { $0 <= 1e-5 }, "\(differences.filter { $0.value > 1e-5 })")
    print("largest difference to ONNX Runtime in \(differences.count) networks: \(differences.values.max() ?? 0)")
  }

  @Test func `an operation that has no translation is named`() throws {
    let error = #expect(throws: ExportError.self) {
      let x = try Tensor.ones([5, 3])
      let graph = try OperationGraph.recording([x]) { [try x.norm()] }
      _ = try ONNXGraph(graph, name: "g", inputs: ["x"], outputs: ["y"], parameters: [:])
    }
    #expect(
      error?.description == """
        the network runs 'norm', which cannot be written as ONNX
          the weights can be exported with --to safetensors
        """)
  }

  @Test func `a network that computes with the number of images is refused`() throws {
    let scope = Scope(seed: 1)
    let network = try Network(
      scope: scope, backbone: BatchCounting(Network.backboneScope(scope)), exits: [0], classes: 2
    ) { scope, place in
      try PooledHead(scope, place)
    }
    let strategy = try Registry(linkedPlugins).strategy("sum")
    let error = #expect(throws: ExportError.self) {
      try NetworkGraphs(of: network, strategy: strategy, input: ImageShape(channels: 3, height: 4, width: 4))
    }
    #expect(error == .dependsOnBatch)
  }
}

/// Divides by the number of images.
private struct BatchCounting: Backbone {
  static let name = "batch-counting"
  static let summary = "divides by the number of images"
  let blocks = [[ImageShape(channels: 3, height: 4, width: 4)]]
  private let weight: Parameter

  init(_ settings: Settings, scope: Scope, input: ImageShape) throws { try self.init(scope) }
  init(_ scope: Scope) throws { weight = try (scope / 0).parameter("weight", [1, 3, 1, 1], .constant(1)) }

  func block(_ index: Int, _ features: Features, _ mode: Mode) throws -> Features {
    [try features[0] * weight.value / Double(features[0].shape[0])]
  }
}

private struct PooledHead: ExitHead {
  static let name = "pooled"
  static let summary = "pooling and a linear map"
  private let linear: Linear

  init(_ settings: Settings, scope: Scope, at place: ExitPlace) throws { try self.init(scope, place) }
  init(_ scope: Scope, _ place: ExitPlace) throws { linear = try Linear(scope, in: 3, out: place.classes) }

  func callAsFunction(_ features: Features, _ mode: Mode) throws -> HeadOutput {
    let pooled = try features.coarsest.globallyAveragePooled()
    return HeadOutput(logits: try linear(pooled), embedding: pooled)
  }
}

/// Cases for `compare_graphs.py`.
private final class CaseFolder {
  private struct File: Encodable {
    let file: String
    let inputs: [String]
    let outputs: [String]
  }

  private struct Case: Encodable {
    let shape: [Int]
    let whole: File
    let stages: [File]
  }

  private static let images = 4
  private static let input = ImageShape(channels: 3, height: 32, width: 32)

  private let scratch: ScratchFolder
  private(set) var count = 0

  init() throws { scratch = try ScratchFolder() }

  /// Adds a network with initial weights and running statistics that have moved.
  func add(
    _ name: String, registry: Registry, backbone: String, head: ComponentByName = "pooled-linear",
    strategy: String
  ) throws {
    let network: Network
    do {
      network = try registry.network(
        backbone: ComponentByName(backbone, NetworkGraphTests.smallKeys[backbone] ?? [:]),
        head: head, input: Self.input, classes: 5)
    } catch is ModelError {
      // A head that does not fit a backbone says so, which others test.
      return
    }
    let strategy = try registry.strategy(ComponentByName(strategy))
    var random = RandomStream(seed: 1, purpose: "images to export")
    let pixels = (0..<Self.images * Self.input.count).map { _ in Float(random.normal()) }
    let shape = [Self.images, Self.input.channels, Self.input.height, Self.input.width]
    let images = try Tensor(pixels, shape)
    let outputs = try withoutGradients {
      _ = try network(images, .training(seed: 1, step: 0), strategy: strategy)
      return try network(images, .evaluation, strategy: strategy)
    }
    let graphs = try NetworkGraphs(of: network, strategy: strategy, input: Self.input)
    let folder = "\(scratch.path)/\(name)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    func write(_ data: Data, _ file: String) throws { try data.write(to: URL(filePath: "\(folder)/\(file)")) }
    let stages = graphs.stages.enumerated().map { ("stage-\($0 + 1).onnx", $1) }
    let description = Case(
      shape: shape, whole: File(file: "model.onnx", inputs: graphs.whole.inputs, outputs: graphs.whole.outputs),
      stages: stages.map { File(file: $0, inputs: $1.inputs, outputs: $1.outputs) })
    try write(JSONEncoder().encode(description), "case.json")
    try write(graphs.whole.data, "model.onnx")
    for (file, stage) in stages { try write(stage.data, file) }
    try write(images.bytes(), "images.f32")
    for (output, name) in zip(outputs, graphs.whole.outputs) { try write(output.logits.bytes(), "\(name).f32") }
    count += 1
  }

  /// The largest difference of each case.
  func differences() throws -> [String: Double] {
    try JSONDecoder().decode([String: Double].self, from: PythonScript.output(of: "compare_graphs.py", scratch.path))
  }
}
