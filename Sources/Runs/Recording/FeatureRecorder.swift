import Foundation
import Pictures
import WorkbenchCore

/// Draws what every exit sees of chosen images: one picture for each image and exit, and a sheet of all exits.
package struct FeatureRecorder {
  private let experiment: Experiment
  private let run: String

  package init(_ experiment: Experiment, run: String) { (self.experiment, self.run) = (experiment, run) }

  /// A file that was drawn.
  package struct Picture: Sendable {
    package let path: String
    /// The number of the test image.
    package let image: Int
    /// Counted from 1; absent for the sheet of all exits.
    package let exit: Int?
  }

  /// One line of `index.json`.
  package struct Entry: Sendable, Codable {
    package var file: String
    package var image: Int
    package var split: String
    package var trueClass: String
    /// Counted from 1; absent for the sheet of all exits.
    package var exit: Int?
    package var epoch: Int
    /// Channels, rows and columns.
    package var shape: [Int]?
    /// How many channels deeper exits share; absent where features are not partitioned.
    package var sharedChannels: Int?
    package var prediction: String?
  }

  /// Draws images of the test split, by their numbers in it; numbers beyond its end are left out.
  package func draw(
    images: [Int], epoch: Int, order: ChannelOrder = .channel, into folder: String
  ) throws -> [Picture] {
    let dataset = experiment.dataset
    let numbers = images.filter { $0 < dataset.count(of: .test) }
    guard !numbers.isEmpty else { return [] }
    try DurableFile.makeFolder(folder)
    var entries: [Entry] = []
    for number in numbers {
      let image = try TestImage(number, of: experiment)
      let (exits, input) = (try look(at: image), image.shown)
      let label = RunLabel(
        run: run, strategy: experiment.recipe.strategies.map(\.name).joined(separator: " + "),
        beta: experiment.strategy.sharedShare, epoch: epoch)
      let stem = String(format: "e%03d_img%04d", epoch, number)
      for (index, exit) in exits.enumerated() {
        let file = "\(stem)_exit\(index + 1).png"
        try DurableFile.write(
          FeatureMapPicture(of: exit, input: input, run: label, order: order).pngData(), to: "\(folder)/\(file)")
        entries.append(
          Entry(
            file: file, image: number, split: "test", trueClass: input.trueClass ?? "", exit: index + 1, epoch: epoch,
            shape: [exit.features.channels, exit.features.height, exit.features.width],
            sharedChannels: exit.sharedChannels, prediction: exit.prediction?.label))
      }
      try DurableFile.write(
        FeatureMapSheet(of: exits, input: input, run: label, order: order).pngData(), to: "\(folder)/\(stem).png")
      entries.append(
        Entry(file: "\(stem).png", image: number, split: "test", trueClass: input.trueClass ?? "", epoch: epoch))
    }
    try updateIndex(entries, in: folder)
    return entries.map { Picture(path: "\(folder)/\($0.file)", image: $0.image, exit: $0.exit) }
  }

  /// What every exit sees of an image, and what it takes it for.
  package func look(at image: TestImage) throws -> [ExitFeatures] {
    let outputs = try withoutGradients {
      try experiment.network(image.pixels, .evaluation, strategy: experiment.strategy)
    }
    return try zip(experiment.network.exits, outputs).map { exit, output in
      let coarsest = try experiment.network.backbone.featureMaps(of: output.features.coarsest)
      let size = coarsest.shape
      let probabilities: [Float] = try output.logits.softmax(dim: 1).elements()
      let best = ExitLogits.predictions(probabilities, classes: probabilities.count)[0]
      let block = experiment.network.stages[exit.index].upperBound
      return ExitFeatures(
        exit: "exit \(exit.number) of \(exit.count)", layer: "block \(block)",
        features: try FeatureMap(
          channels: size[1], height: size[2], width: size[3], values: try coarsest.elements(as: Float.self)),
        sharedChannels: experiment.strategy.sharedChannels(of: size[1], at: exit),
        prediction: Prediction(
          label: experiment.dataset.classNames[best], confidence: Double(probabilities[best])))
    }
  }

  /// Adds the entries to the folder's index, replacing those of the same files.
  private func updateIndex(_ entries: [Entry], in folder: String) throws {
    let path = folder + "/index.json"
    let known = (try? JSONFile.read([Entry].self, from: path)) ?? []
    let files = Set(entries.map(\.file))
    try JSONFile.write((known.filter { !files.contains($0.file) } + entries).sorted { $0.file < $1.file }, to: path)
  }
}
