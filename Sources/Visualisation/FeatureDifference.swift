import Errors
import Pictures
import Recorders
import Training

/// The features of one run minus those of another, for the same image: a row of channels for each exit.
struct FeatureDifference {
  let sheet: FeatureMapSheet

  /// Compares two runs whose networks have the same shapes.
  ///
  /// - Throws: ``VisualisationError`` where they do not, or the image differs.
  init(
    at number: Int, of run: (label: RunLabel, experiment: Experiment),
    against other: (id: String, experiment: Experiment),
    order: ChannelOrder
  ) throws {
    let image = try TestImage(number, of: run.experiment)
    guard try image.shown.image == TestImage(number, of: other.experiment).shown.image else {
      throw VisualisationError.imagesDiffer(number: number, run: run.label.run, other: other.id)
    }
    let ours = try FeaturePictures(run.experiment, run: run.label.run).look(at: image)
    let theirs = try FeaturePictures(other.experiment, run: other.id).look(
      at: TestImage(number, of: other.experiment))
    guard ours.map(\.features.shape) == theirs.map(\.features.shape) else {
      throw VisualisationError.shapesDiffer(
        run: run.label.run, shapes: ours.map(\.features.shape), other: other.id, others: theirs.map(\.features.shape))
    }
    let differences = try zip(ours, theirs).map { ours, theirs in
      ExitFeatures(
        exit: ours.exit, layer: ours.layer,
        features: try FeatureMap(
          channels: ours.features.channels, height: ours.features.height, width: ours.features.width,
          values: zip(ours.features.values, theirs.features.values).map { $0 - $1 }),
        sharedChannels: ours.sharedChannels, prediction: ours.prediction)
    }
    var label = run.label
    label.run = "\(run.label.run) minus \(other.id)"
    sheet = try FeatureMapSheet(
      of: differences, input: image.shown, run: label, order: order,
      title: "differences between the feature maps of \(differences.count) exits")
  }
}

/// What cannot be drawn.
package enum VisualisationError: StatusedError, CustomStringConvertible, Equatable {
  case imagesDiffer(number: Int, run: String, other: String)
  case shapesDiffer(run: String, shapes: [String], other: String, others: [String])
  case noCheckpoint(epoch: Int, run: String, known: [Int])
  case noConflict(run: String)
  case noConflictInEpoch(Int, run: String, known: [Int])

  package var description: String {
    switch self {
    case .imagesDiffer(let number, let run, let other):
      """
      test image \(number) of \(run) and of \(other) are different pictures
        differences are drawn for two runs on the same data
      """
    case .shapesDiffer(let run, let shapes, let other, let others):
      """
      the exits of \(run) have features of \(shapes.joined(separator: ", ")), those of \(other) of \
      \(others.joined(separator: ", "))
        differences are drawn for two runs of the same backbone and exits
      """
    case .noCheckpoint(let epoch, let run, let known):
      """
      \(run) has kept no checkpoint of epoch \(epoch)
        it has epochs \(known.map(String.init).joined(separator: ", ")); record.checkpoints.keep=1000 keeps all
      """
    case .noConflict(let run):
      """
      \(run) has measured no conflict of gradients
        record.conflict.every=50 measures it while training, every 50 steps
      """
    case .noConflictInEpoch(let epoch, let run, let known):
      """
      \(run) has measured no conflict in epoch \(epoch)
        it has epochs \(known.map(String.init).joined(separator: ", "))
      """
    }
  }

  package var exitStatus: ExitStatus { .badInput }
}
