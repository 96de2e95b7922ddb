import ArgumentParser
import Foundation
import Runs
import WorkbenchCore

struct Visualise: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw what every exit of a run sees of chosen images.",
    discussion: """
      One picture for each image and exit, and a sheet of all exits, in the run's images/features/: the input, the channels \
      as a grid with their scale, and, where a strategy partitions features, the shared part and the exit's own framed.
      """)

  @Argument(help: ArgumentHelp("A run, or RUN:best, RUN:last, RUN:step-00001130.", valueName: "run"))
  var target: String
  @OptionGroup var runs: RunsFolder
  @Option(help: "Numbers of test images, such as 0,3,17.")
  var images = "0,1,2,3"

  func run() throws {
    let numbers = try images.split(separator: ",").map { part in
      guard let number = Int(part), number >= 0 else {
        throw ValidationError("--images takes numbers of test images such as 0,3,17, not '\(images)'")
      }
      return number
    }
    let weights = try RunWeights.find(target, in: runs.path)
    for file in try weights.drawFeatures(images: numbers, registry: try Registry.linked()) { print(file) }
  }
}
