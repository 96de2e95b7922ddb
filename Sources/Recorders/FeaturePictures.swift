import Foundation
import Pictures
import RunFiles
import Training
import WorkbenchCore

/// Draws what every exit sees of chosen images: one picture for each image and exit, and a sheet of all exits.
package struct FeaturePictures {
  private let experiment: Experiment
  private let run: String

  package init(_ experiment: Experiment, run: String) { (self.experiment, self.run) = (experiment, run) }

  /// A picture with what the index says of it.
  package struct Drawing: Sendable {
    package let file: DrawnFile
    package let entry: FeatureEntry
  }

  /// Draws images of the test split, by their numbers in it; numbers beyond its end are left out.
  package func drawn(images: [Int], epoch: Int, order: ChannelOrder = .channel) throws -> [Drawing] {
    let label = RunLabel(
      run: run, strategy: experiment.recipe.strategies.map(\.name).joined(separator: " + "),
      beta: experiment.strategy.sharedShare, epoch: epoch)
    return try images.filter { $0 < experiment.dataset.count(of: .test) }.flatMap { number in
      let image = try TestImage(number, of: experiment)
      return try drawings(of: look(at: image), image, label, order)
    }
  }

  /// A picture for each exit, and the sheet of all exits.
  private func drawings(
    of exits: [ExitFeatures], _ image: TestImage, _ label: RunLabel, _ order: ChannelOrder
  ) throws -> [Drawing] {
    let stem = String(format: "e%03d_img%04d", label.epoch, image.number)
    func drawing(_ picture: some Picture, _ name: String, _ exit: (index: Int, features: ExitFeatures)?) throws
      -> Drawing
    {
      let maps = exit?.features.features
      return Drawing(
        file: DrawnFile(name: name, png: try picture.pngData()),
        entry: FeatureEntry(
          file: name, image: image.number, split: "test", trueClass: image.shown.trueClass ?? "",
          exit: exit.map { $0.index + 1 }, epoch: label.epoch, shape: maps.map { [$0.channels, $0.height, $0.width] },
          sharedChannels: exit?.features.sharedChannels, prediction: exit?.features.prediction?.label))
    }
    let each = try exits.enumerated().map { index, exit in
      try drawing(
        FeatureMapPicture(of: exit, input: image.shown, run: label, order: order), "\(stem)_exit\(index + 1).png",
        (index, exit))
    }
    let sheet = try FeatureMapSheet(of: exits, input: image.shown, run: label, order: order)
    return each + [try drawing(sheet, "\(stem).png", nil)]
  }

  /// Writes pictures into a folder, and what they show into its `index.json`, where it replaces what was said of the same files.
  package static func write(_ drawings: [Drawing], to folder: String) throws {
    guard !drawings.isEmpty else { return }
    try DrawnFile.write(drawings.map(\.file), to: folder)
    let path = folder + "/index.json"
    let known = (try? JSONFile.read([FeatureEntry].self, from: path)) ?? []
    let entries = drawings.map(\.entry)
    let files = Set(entries.map(\.file))
    try JSONFile.write((known.filter { !files.contains($0.file) } + entries).sorted { $0.file < $1.file }, to: path)
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
      let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
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
}
