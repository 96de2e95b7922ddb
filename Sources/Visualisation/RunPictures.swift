import Charts
import Evaluation
import Foundation
import Pictures
import Recipes
import Recorders
import RunFiles
import Training
import WorkbenchCore

/// Draws pictures of a run's network for its `images/`; ``write()`` writes them, once all that was asked for could be drawn.
package struct RunPictures {
  private let weights: RunWeights
  private let experiment: Experiment
  private let registry: Registry
  private var features: [FeaturePictures.Drawing] = []
  /// By folders in `images/`.
  private var others: [(folder: String, file: DrawnFile)] = []

  /// Builds the run's network with the checkpoint's weights.
  package init(of weights: RunWeights, registry: Registry) throws {
    (self.weights, self.registry) = (weights, registry)
    experiment = try weights.loadedExperiment(registry: registry)
  }

  private var directory: RunDirectory { weights.directory }
  private var strategy: String { experiment.recipe.strategies.map(\.name).joined(separator: " + ") }

  private var label: RunLabel {
    RunLabel(run: directory.id, strategy: strategy, beta: experiment.strategy.sharedShare, epoch: weights.epoch)
  }

  private func images(_ numbers: [Int]) throws -> [TestImage] {
    let count = experiment.dataset.count(of: .test)
    guard !numbers.isEmpty, numbers.allSatisfy({ $0 < count }) else { throw ImagesError(count: count) }
    return try numbers.map { try TestImage($0, of: experiment) }
  }

  // MARK: - Features

  /// What every exit sees of test images: a picture for each exit, and a sheet of all exits.
  ///
  /// Throws ``ImagesError`` for numbers that the split does not have.
  package mutating func drawFeatures(of numbers: [Int], order: ChannelOrder) throws {
    _ = try images(numbers)
    features += try FeaturePictures(experiment, run: directory.id).drawn(
      images: numbers, epoch: weights.epoch, order: order)
  }

  /// The features of this run minus those of another one, for the same images.
  package mutating func drawDifferences(of numbers: [Int], against other: RunWeights, order: ChannelOrder) throws {
    let others = try other.loadedExperiment(registry: registry)
    for image in try images(numbers) {
      let difference = try FeatureDifference(
        at: image.number, of: (label, experiment), against: (other.directory.id, others), order: order)
      try add(
        difference.sheet, to: "features", String(format: "minus-\(other.directory.shortID)_img%04d.png", image.number))
    }
  }

  /// How the features of images changed over the epochs of the checkpoints that the run has kept.
  ///
  /// - Throws: ``VisualisationError`` for an epoch without a checkpoint.
  package mutating func drawFilms(of numbers: [Int], epochs: EpochChoice) throws {
    let kept = try RunWeights.kept(of: directory)
    let known = kept.map(\.epoch)
    if let missing = epochs.missing(among: known) {
      throw VisualisationError.noCheckpoint(epoch: missing, run: directory.id, known: known)
    }
    let images = try images(numbers)
    var frames: [[(epoch: Int, exits: [ExitFeatures])]] = images.map { _ in [] }
    for checkpoint in kept where epochs.contains(checkpoint.epoch) {
      try checkpoint.load(into: experiment.network)
      for (index, image) in images.enumerated() {
        let exits = try FeaturePictures(experiment, run: directory.id).look(at: image)
        frames[index].append((checkpoint.epoch, exits))
      }
    }
    try weights.load(into: experiment.network)
    for (image, frames) in zip(images, frames) {
      let film = try FilmStrip(of: frames, input: image.shown, run: label)
      try add(film.sheet, to: "features", String(format: "film_img%04d.png", image.number))
    }
  }

  // MARK: - Exits and their losses

  /// Class activation maps of each exit.
  package mutating func drawActivations(of numbers: [Int]) throws {
    try add(ActivationSheet(of: images(numbers), in: experiment, run: label).sheet, to: "exits", "\(epochName).png")
  }

  /// Which part of the features each exit's loss trains, over the first images of the test split.
  package mutating func drawPartition() throws {
    let count = min(64, experiment.dataset.count(of: .test))
    let chart = try PartitionGradients(of: images(Array(0..<count)), in: experiment).chart(of: label, images: count)
    try add(ChartPicture(of: chart, width: 640), to: "partition", "\(epochName).png")
  }

  /// The cosines between the exits' gradients, the conflict rate of layers or stages by epochs, and a time line, as the run
  /// measured them.
  ///
  /// - Parameter epochs: those whose cosines are drawn; without a choice that of the checkpoint, or else the last one.
  /// - Throws: ``VisualisationError`` where nothing was measured.
  package mutating func drawConflict(epochs: EpochChoice?) throws {
    let pictures = ConflictPictures(ConflictHistory(of: directory), run: directory.id, strategy: strategy)
    let known = pictures.epochs
    guard let last = known.last else { throw VisualisationError.noConflict(run: directory.id) }
    let choice = epochs ?? .these([known.contains(weights.epoch) ? weights.epoch : last])
    if let missing = choice.missing(among: known) {
      throw VisualisationError.noConflictInEpoch(missing, run: directory.id, known: known)
    }
    others += try pictures.drawn(for: known.filter(choice.contains)).map { (folder: "conflict", file: $0) }
  }

  /// Test images that are easy, hard, overthought and rescued, with the prediction of every exit.
  ///
  /// Where the run's evaluation is of this checkpoint, its answers are taken; else the test split is gone through.
  package mutating func drawGallery() throws {
    let isEvaluated = (try? RunEvaluation(in: directory))?.checkpoint == weights.checkpointName
    let known = isEvaluated ? try? SampleOutcomes(in: directory) : nil
    let gallery = Gallery(
      try known ?? SampleOutcomes(of: experiment), classNames: experiment.dataset.classNames)
    for wall in gallery.walls {
      if let sheet = try GallerySheet(of: wall, samples: gallery.samples, from: experiment.dataset, run: label)?.sheet {
        try add(sheet, to: "gallery", "\(epochName)_\(wall.kind.rawValue).png")
      }
    }
  }

  // MARK: - Files

  private var epochName: String { String(format: "e%03d", weights.epoch) }

  private mutating func add(_ picture: some Picture, to folder: String, _ name: String) throws {
    others.append((folder, DrawnFile(name: name, png: try picture.pngData())))
  }

  /// Writes all pictures.
  ///
  /// - Returns: their paths, in the order in which they were drawn, features first.
  package func write() throws -> [String] {
    try FeaturePictures.write(features, to: directory.features)
    for (folder, file) in others { try DrawnFile.write([file], to: "\(directory.images)/\(folder)") }
    return features.map { "\(directory.features)/\($0.file.name)" }
      + others.map { "\(directory.images)/\($0.folder)/\($0.file.name)" }
  }
}
