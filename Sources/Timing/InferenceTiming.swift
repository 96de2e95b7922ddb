import Inference
import Recipes
import Training
import WorkbenchCore

/// Passes of a recipe's network over one fixed batch, all the way or with exits that are given, and how long they take.
package final class InferenceTiming {
  /// How much of the network each image passes.
  package enum Course: Sendable, Equatable {
    /// All exits of every image are computed.
    case full
    /// At each exit this share of those who have come so far leaves; who, is drawn by the recipe's seed.
    case leaving(Double)
  }

  package let experiment: Experiment
  package let images: Int
  private let engine: InferenceEngine
  private let batch: Tensor
  private let rule: ImposedExits?

  /// Builds what the recipe names and fills `images` images with noise; weights are the initial ones.
  package init(_ recipe: Recipe, registry: Registry, images: Int, course: Course) throws {
    experiment = try Experiment(recipe, registry: registry)
    self.images = images
    engine = InferenceEngine(experiment.network, strategy: experiment.strategy)
    let shape = experiment.dataset.shape
    var random = RandomStream(seed: recipe.seed, purpose: "timed images")
    let values = (0..<images * shape.count).map { _ in Float(random.normal()) }
    batch = try Tensor(values, [images, shape.channels, shape.height, shape.width])
      .moved(to: experiment.device, as: experiment.network.type).inPreferredLayout()
    switch course {
    case .full: rule = nil
    case .leaving(let share):
      rule = ImposedExits(
        Self.exits(of: images, leaving: share, exits: experiment.network.heads.count, random: &random))
    }
  }

  /// Passes over the batch and returns the seconds of each: wall time, and processor time of all threads.
  package func run(_ count: Int) throws -> (wall: [Double], processor: [Double]) {
    let clock = ContinuousClock()
    var times: (wall: [Double], processor: [Double]) = ([], [])
    for _ in 0..<count {
      let begun = (clock.now, ProcessorTime.seconds)
      if let rule { _ = try engine.answers(to: batch, by: rule) } else { _ = try engine.logits(of: batch) }
      times.wall.append((clock.now - begun.0).seconds)
      times.processor.append(ProcessorTime.seconds - begun.1)
    }
    return times
  }

  /// An exit for every image: of those who are left before each, the share, rounded, leaves.
  static func exits(of images: Int, leaving share: Double, exits: Int, random: inout RandomStream) -> [Int] {
    var left = random.permutation(of: images)
    var chosen = [Int](repeating: exits - 1, count: images)
    for exit in 0..<exits - 1 {
      let count = Int((Double(left.count) * share).rounded())
      for image in left.suffix(count) { chosen[image] = exit }
      left.removeLast(count)
    }
    return chosen
  }
}
