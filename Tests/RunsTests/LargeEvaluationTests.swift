import Foundation
import LinkedPlugins
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Training

/// An evaluation looks at some rows at a time, so that a large one needs one copy of the logits and little else.
@Suite struct LargeEvaluationTests {
  /// Logits of a network whose later exits are better; a few rows hold very large ones.
  private static func outputs(samples: Int, classes: Int, exits: Int) throws -> ExitLogits {
    var random = RandomStream(seed: 7, purpose: "test", classes)
    let labels = (0..<samples).map { _ in random.below(classes) }
    let logits = try (0..<exits).map { exit in
      let tensor = try Tensor.zeros([samples, classes])
      for (sample, label) in labels.enumerated() {
        var row = [Float](repeating: 0, count: classes)
        for index in 0..<min(classes, 50) { row[index] = Float(random.below(1000)) / 250 }
        row[label] += Float(random.below(3 + exit))
        if sample % 97 == 0 { row[(label + exit) % classes] += 1e4 }
        try tensor.narrowed(dim: 0, sample..<sample + 1).assign(Tensor(row, [1, classes]))
      }
      return tensor
    }
    return ExitLogits(logits, labels: labels, classes: classes)
  }

  private static func experiment() throws -> Experiment {
    let recipe = """
      schema: 1
      data: {name: shapes, classes: 3, train: 8, validation: 4, calibration: 4, test: 4}
      backbone: {name: msdnet, blocks: 2, base: 1, step: 1, channels: 4, growth: 4, scales: [1, 2], bottleneck: [1, 2]}
      heads: {name: msdnet-classifier, channels: 8}
      strategy: sum
      train: {epochs: 1, batch-size: 4, threads: 1, device: cpu}
      """
    let registry = try Registry(linkedPlugins)
    return try Experiment(
      Recipe.load(text: recipe, name: "large.yaml", overrides: [], catalog: registry.catalog), registry: registry)
  }

  /// The evaluation of outputs that a network did not make.
  private static func evaluation(of outputs: ExitLogits, _ experiment: Experiment) throws -> RunEvaluation {
    let each = Array(1...outputs.exits)
    let costs = ExitCosts(
      multiplyAccumulates: each, cumulativeOperations: each, parameters: each, cumulativeParameters: each,
      totalParameters: 1, trainingMultiplyAccumulates: 1, skippedMultiplyAccumulates: 0, activationBytesToExit: each,
      activationBytes: 1)
    let policy = try FittedPolicy(
      experiment, fittedTo: outputs, costs: costs.multiplyAccumulates.map(Double.init))
    return try RunEvaluation(
      EvaluationOutputs(
        test: outputs, temperatures: TemperatureScaling.temperatures(of: outputs), costs: costs, policy: policy),
      of: experiment.recipe, checkpoint: "step-00000001", epoch: 1)
  }

  @Test func `what is computed some rows at a time is what all rows give at once`() throws {
    let outputs = try Self.outputs(samples: 1000, classes: 700, exits: 2)
    #expect(outputs.chunks.count == 3)
    #expect(outputs.chunks.reduce(0) { $0 + $1.count } == 1000)
    let labels = try Tensor(integers: outputs.labels)
    let columns = try ExitAccuracy.Columns(of: outputs)
    let outcomes = try SampleOutcomes(outputs)
    var probabilities: [Tensor] = []
    for exit in 0..<2 {
      let logits = outputs.tensor(of: exit)
      #expect(columns.loss[exit] == (try logits.crossEntropy(labels, perSample: true).elements()))
      probabilities.append(try logits.softmax(dim: 1))
      let answers = try probabilities[exit].argmax(dim: 1).integers()
      #expect(outcomes.answers[exit] == answers)
      #expect(columns.top1[exit] == zip(answers, outputs.labels).map { $0 == $1 ? 1 : 0 })
      // The convex function of which the temperature is the minimum, over all rows at once.
      let temperature = try TemperatureScaling.temperature(of: logits, labels: outputs.labels)
      func loss(_ temperature: Double) throws -> Double {
        try (logits.converted(to: .float64) / temperature).crossEntropy(labels).item()
      }
      let least = try loss(temperature)
      for factor in [0.99, 1.01] where TemperatureScaling.range.contains(temperature * factor) {
        #expect(try loss(temperature * factor) > least)
      }
      let bootstrap = BootstrapFigures(Bootstrap(samples: 1000, seed: 1))
      let measured = try ExitCalibration.Measured(of: outputs, at: exit, temperature: temperature, bootstrap)
      bootstrap.draw()
      let scaled = try #require(measured.calibration(bootstrap).scaled)
      #expect(abs(scaled.loss - least) <= 1e-12 * least)
    }
    let votes = try (probabilities[0] + probabilities[1]).argmax(dim: 1).integers()
    #expect(columns.ensemble == zip(votes, outputs.labels).map { $0 == $1 ? 1 : 0 })
    let overthinking = try Overthinking.Columns(of: outputs, costs: [1, 2])
    #expect(overthinking.confusion == (try Overthinking.confusion(of: probabilities)))
  }

  @Test func `shares, probabilities and their intervals lie in their range`() throws {
    let experiment = try Self.experiment()
    let evaluation = try Self.evaluation(of: Self.outputs(samples: 60, classes: 5, exits: 4), experiment)
    let early = try #require(evaluation.early)
    let (overthinking, intervals) = (evaluation.overthinking, evaluation.intervals)
    let calibrations = evaluation.confidence.flatMap { [$0.plain] + ($0.scaled.map { [$0] } ?? []) }
    let points = early.curve + early.targets
    var shares = evaluation.test.top1 + evaluation.test.top5 + [evaluation.test.ensemble, evaluation.test.mean]
    shares += [overthinking.oracle, overthinking.destructiveAny, overthinking.wasteful]
    shares += overthinking.cumulativeCorrect + overthinking.uniqueCorrect + overthinking.destructive
    shares += calibrations.map(\.error)
    shares += calibrations.flatMap(\.reliability.bins).flatMap { [$0.confidence, $0.accuracy] }
    shares += points.map(\.accuracy) + (evaluation.outcomes?.confidences.flatMap { $0.map(Double.init) } ?? [])
    let bounds =
      intervals.top1 + intervals.top5 + intervals.cumulativeCorrect + intervals.uniqueCorrect + intervals.destructive
      + [intervals.ensemble, intervals.mean, intervals.oracle, intervals.destructiveAny, intervals.wasteful]
      + calibrations.map(\.errorInterval) + points.compactMap { $0.intervals?.accuracy }
    shares += bounds.flatMap { [$0.low, $0.high] }
    #expect(shares.count > 500)
    #expect(shares.filter { !(0...1).contains($0) } == [])
    #expect(bounds.allSatisfy { $0.low <= $0.high })
  }

  /// Takes minutes with an optimized build: `LARGE_EVALUATION=1`.
  ///
  /// In a process of its own, as the most memory that a process has held never falls.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["LARGE_EVALUATION"] == "1"))
  func `50,000 images, 1,000 classes and 10 exits need 2 GB and at most 200 MB`() async {
    await #expect(processExitsWith: .success) {
      let experiment = try LargeEvaluationTests.experiment()
      let before = PeakMemory.bytes
      let outputs = try LargeEvaluationTests.outputs(samples: 50_000, classes: 1_000, exits: 10)
      _ = try LargeEvaluationTests.evaluation(of: outputs, experiment)
      let bytes = PeakMemory.bytes - before
      print("\(bytes) bytes for an evaluation of 2,000,000,000 bytes of logits")
      #expect(bytes < 2_200_000_000)
    }
  }
}
