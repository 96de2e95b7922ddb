import Foundation
import RunFiles
import WorkbenchCore

/// `manifest.json` beside exported graphs: what a program needs to know to classify with them and leave early.
struct ExportManifest: Encodable {
  let schema = "workbench.export/1"
  let run: String
  let checkpoint: String
  let input: Input
  /// What the classes are called, in the order of the logits.
  let classes: [String]
  let whole: File
  let stages: [Stage]
  /// Absent where the checkpoint was not evaluated, or had nothing to fit thresholds on.
  let early: EarlyExit?

  /// How images become the input: `(byte / 255 - mean) / deviation`, channel by channel.
  struct Input: Encodable {
    let name = "images"
    /// Channels, rows, columns.
    let shape: [Int]
    let mean: [Float]
    let deviation: [Float]
  }

  struct File: Encodable {
    let file: String
    let inputs: [String]
    let outputs: [String]
  }

  struct Stage: Encodable {
    let file: String
    let inputs: [String]
    /// The logits first, then what the next stage may read.
    let outputs: [String]
    /// Multiply-accumulates of the way to the exit, for one image.
    let macs: Int
  }

  /// A sample leaves at the first exit whose score reaches that exit's threshold; the last exit takes everything.
  struct EarlyExit: Encodable {
    let policy: String
    /// What the logits of every exit are divided by before they are scored; absent where they are scored as they are.
    let temperatures: [Double]?
    let points: [Point]
  }

  struct Point: Encodable {
    let name: String
    let thresholds: [Float]
    /// What the point came to on the test split.
    let accuracy: Double
    /// The mean of multiply-accumulates of a sample.
    let macs: Double
  }

  enum CodingKeys: String, CodingKey {
    case schema, run, checkpoint, input, classes, whole, stages
    case early = "early-exit"
  }
}

extension ExportManifest {
  /// Describes the graphs of a network; `costs` are the multiply-accumulates of the way to each exit.
  init(
    run: String, checkpoint: String, dataset: any Dataset, graphs: NetworkGraphs, costs: [Int], early: EarlyExit?
  ) {
    (self.run, self.checkpoint, self.early) = (run, checkpoint, early)
    let (shape, normalization) = (dataset.shape, dataset.normalization)
    input = Input(
      shape: [shape.channels, shape.height, shape.width], mean: normalization.mean,
      deviation: normalization.deviation)
    classes = dataset.classNames
    whole = File(file: "model.onnx", inputs: graphs.whole.inputs, outputs: graphs.whole.outputs)
    stages = zip(graphs.stages, costs).enumerated().map { index, stage in
      Stage(file: "stage-\(index + 1).onnx", inputs: stage.0.inputs, outputs: stage.0.outputs, macs: stage.1)
    }
  }

  /// The graphs under the names that the manifest gives them, then the manifest.
  func files(of graphs: NetworkGraphs) throws -> [(name: String, data: Data)] {
    [(whole.file, graphs.whole.data)] + zip(stages, graphs.stages).map { ($0.file, $1.data) }
      + [("manifest.json", try JSONFile.encode(self))]
  }
}

extension ExportManifest.EarlyExit {
  /// The thresholds of an evaluation, scaled as the recipe says.
  init?(_ evaluation: RunEvaluation, scalesTemperatures: Bool) {
    guard let early = evaluation.early else { return nil }
    self.init(
      policy: early.policy,
      temperatures: scalesTemperatures ? evaluation.confidence.compactMap(\.temperature) : nil,
      points: early.curve + early.targets)
  }

  /// The thresholds of operating points.
  init(policy: String, temperatures: [Double]?, points: [OperatingPoint]) {
    (self.policy, self.temperatures) = (policy, temperatures)
    self.points = points.map {
      ExportManifest.Point(name: $0.name, thresholds: $0.thresholds, accuracy: $0.accuracy, macs: $0.cost)
    }
  }
}
