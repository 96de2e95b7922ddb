import Recipes
import RunFiles
import Training

/// Draws feature maps of the first test images after the epochs that the recipe names.
package final class FeatureRecorder: RunRecorder {
  package let product = "feature maps"
  private var drawing: (pictures: FeaturePictures, directory: RunDirectory, recipe: Recipe)?
  /// What was drawn last, and when.
  private(set) var latest: (drawings: [FeaturePictures.Drawing], step: Int)?

  package init() {}

  package func runOpened(_ opening: RunOpening, of experiment: Experiment) {
    guard opening.recipe.record.features.images > 0 else { return }
    drawing = (FeaturePictures(experiment, run: opening.directory.id), opening.directory, opening.recipe)
  }

  package func epochEnded(_ epoch: EpochReport) throws {
    latest = nil
    guard let (pictures, directory, recipe) = drawing,
      recipe.record.features.epochs.contains(where: { $0.matches(epoch.epoch, of: epoch.epochs) })
    else { return }
    let images = Array(0..<recipe.record.features.images)
    let drawings = try pictures.drawn(images: images, epoch: epoch.epoch)
    latest = (drawings, epoch.step)
    try FeaturePictures.write(drawings, to: directory.features)
  }
}
