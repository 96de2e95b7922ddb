import Files
import Foundation
import LinkedPlugins
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Export
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

/// The documentation's example leaves where our own simulation leaves, with the same answers.
@Suite struct EarlyExitExampleTests {
  private struct Answers: Decodable {
    let exits: [Int]
    let logits: [Float]
  }

  @Test(arguments: ["confidence", "margin", "entropy"])
  func `ONNX Runtime leaves each sample at our exit`(policy: String) throws {
    let registry = try Registry(linkedPlugins)
    let recipe = try Recipe.load(
      path: PythonScript.project.path + "/Recipes/smoke/dfs.yaml", overrides: ["policy=\(policy)"],
      catalog: registry.catalog)
    let experiment = try Experiment(recipe, registry: registry)
    let logits = try #require(try Evaluator(experiment).logits(on: .test))
    let samples = try ScoredSamples(logits, policy: experiment.policy)
    // Between two scores, so that half of the samples leave and none lies on the threshold.
    let sorted = samples.scores[0].sorted()
    let middle = sorted.count / 2
    let point = OperatingPoint(
      "half", thresholds: [(sorted[middle - 1] + sorted[middle]) / 2, -OperatingPoint.never], on: samples,
      costs: [1, 2])
    try #require(point.counts == [sorted.count - middle, middle])

    let folder = try ScratchFolder()
    let graphs = try NetworkGraphs(
      of: experiment.network, strategy: experiment.strategy, input: experiment.dataset.shape)
    let manifest = ExportManifest(
      run: "none", checkpoint: "none", dataset: experiment.dataset, graphs: graphs, costs: [1, 2],
      early: ExportManifest.EarlyExit(policy: policy, temperatures: nil, points: [point]))
    for (file, data) in try manifest.files(of: graphs) { try folder.write(data, to: file) }
    var pixels: [Float] = []
    let loader = experiment.loader(of: .test)
    while let batch = try loader.next() { pixels += try batch.images.elements() }
    try folder.write(pixels.withUnsafeBytes { Data($0) }, to: "images.f32")

    let answers = try JSONDecoder().decode(
      Answers.self, from: PythonScript.output(of: "leave_early.py", folder.path))
    let exits = samples.exitsTaken(under: point.thresholds)
    #expect(answers.exits == exits.map { $0 + 1 })
    let said = try (0..<logits.exits).map { try logits.tensor(of: $0).elements(as: Float.self) }
    let expected = exits.enumerated().flatMap { sample, exit in
      said[exit][sample * logits.classes..<(sample + 1) * logits.classes]
    }
    #expect(zip(answers.logits, expected).allSatisfy { abs($0 - $1) <= 1e-5 })
  }
}
