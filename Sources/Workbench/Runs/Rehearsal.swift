import Foundation
import Recipes
import Reports
import Sessions
import Training
import WorkbenchCore

/// `run --dry-run`: builds everything, takes two steps, and prints what the run needs.
struct Rehearsal {
  private let recipe: Recipe
  private let rehearsal: DryRun

  init(_ recipe: Recipe, registry: Registry, in parent: String, weights: RunWeights?) throws {
    self.recipe = recipe
    rehearsal = try DryRun(recipe, registry: registry, in: parent, weights: weights)
  }

  func show() throws {
    let steps = rehearsal.stepsPerEpoch * rehearsal.epochs
    let (step, all) = (rehearsal.secondsPerStep, Double(steps) * rehearsal.secondsPerStep)
    let taken = rehearsal.steps == 1 ? "one step" : "two steps"
    try StandardOutput.print(
      "\(recipe.name): everything was built, \(taken) taken, a checkpoint written and read back; nothing was kept")
    try StandardOutput.print("  steps       \(rehearsal.epochs) epochs × \(rehearsal.stepsPerEpoch) = \(steps)")
    try StandardOutput.print(
      "  time        about \(FigureText.duration(all)) of training, from one step of \(String(format: "%.3f", step)) s"
    )
    try StandardOutput.print("  memory      \(rehearsal.peakMemoryBytes.megabytes) so far")
    try StandardOutput.print(
      "  checkpoint  \(rehearsal.checkpointBytes.megabytes) each, up to \(rehearsal.diskBytes.megabytes) of disk")
  }
}
