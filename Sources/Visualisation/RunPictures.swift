import Charts
import Foundation
import Pictures
import Runs
import WorkbenchCore

/// Draws pictures of a run's network into its `images/`.
package struct RunPictures {
  private let weights: RunWeights
  private let experiment: Experiment
  private let registry: Registry

  /// Builds the run's network with the checkpoint's weights.
  package init(of weights: RunWeights, registry: Registry) throws {
    (self.weights, self.registry) = (weights, registry)
    experiment = try weights.loadedExperiment(registry: registry)
  }

  private var directory: RunDirectory { weights.directory }
  private var strategy: String { experiment.recipe.strategies.map(\.name).joined(separator: " + ") }

  private func label(epoch: Int) -> RunLabel {
    RunLabel(run: directory.id, strategy: strategy, beta: experiment.strategy.sharedShare, epoch: epoch)
  }

  private func images(_ numbers: [Int]) throws -> [TestImage] {
    let count = experiment.dataset.count(of: .test)
    guard !numbers.isEmpty, numbers.allSatisfy({ $0 < count }) else { throw ImagesError(count: count) }
    return try numbers.map { try TestImage($0, of: experiment) }
  }

  /// What every exit sees of test images: a picture for each exit, and a sheet of all exits.
  ///
  /// Throws ``ImagesError`` for numbers that the split does not have.
  ///
  /// - Returns: the paths of the pictures, as everywhere here.
  package func features(of numbers: [Int], order: ChannelOrder) throws -> [String] {
    _ = try images(numbers)
    return try FeatureRecorder(experiment, run: directory.id).draw(
      images: numbers, epoch: weights.epoch, order: order, into: directory.features
    ).map(\.path)
  }

  /// The features of this run minus those of another one, for the same images.
  package func differences(
    of numbers: [Int], against other: RunWeights, order: ChannelOrder
  ) throws -> [String] {
    let others = try other.loadedExperiment(registry: registry)
    return try images(numbers).map { image in
      let difference = try FeatureDifference(
        at: image.number, of: (label(epoch: weights.epoch), experiment), against: (other.directory.id, others),
        order: order)
      return try write(
        difference.sheet, to: "features", String(format: "minus-\(other.directory.shortID)_img%04d.png", image.number))
    }
  }

  /// How the features of images changed over the epochs of the checkpoints that the run has kept; nil takes all of them.
  ///
  /// - Throws: ``VisualisationError`` for an epoch without a checkpoint.
  package func films(of numbers: [Int], epochs: [Int]?) throws -> [String] {
    let kept = try RunWeights.kept(of: directory)
    let known = kept.map(\.epoch)
    for epoch in epochs ?? [] where !known.contains(epoch) {
      throw VisualisationError.noCheckpoint(epoch: epoch, run: directory.id, known: known)
    }
    let images = try images(numbers)
    var frames: [[(epoch: Int, exits: [ExitFeatures])]] = images.map { _ in [] }
    for checkpoint in kept where epochs?.contains(checkpoint.epoch) ?? true {
      try checkpoint.load(into: experiment.network)
      for (index, image) in images.enumerated() {
        let exits = try FeatureRecorder(experiment, run: directory.id).look(at: image)
        frames[index].append((checkpoint.epoch, exits))
      }
    }
    try weights.load(into: experiment.network)
    return try zip(images, frames).map { image, frames in
      let film = try FilmStrip(of: frames, input: image.shown, run: label(epoch: weights.epoch))
      return try write(film.sheet, to: "features", String(format: "film_img%04d.png", image.number))
    }
  }

  /// Where each exit looks when it answers.
  package func activations(of numbers: [Int]) throws -> [String] {
    let sheet = try ActivationSheet(of: images(numbers), in: experiment, run: label(epoch: weights.epoch)).sheet
    return [try write(sheet, to: "exits", String(format: "e%03d.png", weights.epoch))]
  }

  /// Which part of the features each exit's loss trains, over the first images of the test split.
  package func partition() throws -> [String] {
    let count = min(64, experiment.dataset.count(of: .test))
    let chart = try PartitionGradients(of: images(Array(0..<count)), in: experiment)
      .chart(strategy: strategy, run: directory.id, images: count)
    return [try write(ChartPicture(of: chart), to: "partition", String(format: "e%03d.png", weights.epoch))]
  }

  private func write(_ picture: some Picture, to folder: String, _ name: String) throws -> String {
    let folder = "\(directory.images)/\(folder)"
    try DurableFile.makeFolders(folder)
    try DurableFile.write(picture.pngData(), to: "\(folder)/\(name)")
    return "\(folder)/\(name)"
  }
}
