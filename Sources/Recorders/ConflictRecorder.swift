import Recipes
import RunFiles
import Training

/// Draws the conflict of the exits' gradients after the epochs that the recipe names.
package final class ConflictRecorder: RunRecorder {
  package let product = "pictures of conflict"
  private var history = ConflictHistory()
  private var drawing: (directory: RunDirectory, recipe: Recipe)?

  package init() {}

  package func runOpened(_ opening: RunOpening, of experiment: Experiment) {
    let conflict = opening.recipe.record.conflict
    guard conflict.every > 0, !conflict.epochs.isEmpty else { return }
    drawing = (opening.directory, opening.recipe)
    history = ConflictHistory(of: opening.directory)
  }

  package func measured(_ metrics: [Metric]) {
    if drawing != nil { for metric in metrics { history.add(metric) } }
  }

  package func epochEnded(_ epoch: EpochReport) throws {
    guard let (directory, recipe) = drawing,
      recipe.record.conflict.epochs.contains(where: { $0.matches(epoch.epoch, of: epoch.epochs) })
    else { return }
    let strategy = recipe.strategies.map(\.name).joined(separator: " + ")
    let pictures = ConflictPictures(history, run: directory.id, strategy: strategy)
    try DrawnFile.write(pictures.drawn(for: [epoch.epoch]), to: directory.conflict)
  }
}
