import ArgumentParser
import Foundation
import Pictures
import Recipes
import Reports
import RunFiles
import Training
import Visualisation
import WorkbenchCore

struct Visualise: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw what the exits of a run see, where they look, and how they differ.",
    discussion: """
      features: the channels of every exit as a grid with their scale, the shared part and the exit's own framed; with --against, \
      minus those of another run; with --epochs, across the checkpoints that the run has kept.
      exits: where each exit looks when it classifies (class activation).
      partition: which part of the features each exit's loss trains.
      conflict: cosines of the exits' gradients, the conflict rate by layers and epochs, and a timeline.
      gallery: test images that are easy, hard, overthought or rescued, with every exit's answer.

      images/index.html in the run's directory shows all of its pictures with captions.

        workbench visualise @last --what features,exits,partition --images 0,3,17
        workbench visualise @last --against k7f2 --order energy
        workbench visualise @last --what features,conflict --epochs all
        workbench visualise @last --what gallery
      """)

  enum Kind: String, CaseIterable { case features, exits, partition, conflict, gallery }

  @Argument(
    help: ArgumentHelp("A run, or RUN:best, RUN:last, RUN:step-00001130.", valueName: "run"), completion: .weights)
  var target: String
  @OptionGroup var runs: RunsFolder
  @Option(help: "What to draw, one or more of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var what = "features"
  @Option(help: "Numbers of test images, such as 0,3,17.")
  var images = "0,1,2,3"
  @Option(help: "The order of channels: channel, or energy, strongest first.")
  var order = ChannelOrder.channel
  @Option(
    help: ArgumentHelp("Draw the features minus those of another run.", valueName: "run"), completion: .weights)
  var against: String?
  @Option(help: "Draw features or cosines of these epochs: all, or numbers such as 1,6,12.")
  var epochs: String?

  func validate() throws { _ = (try kinds, try imageNumbers, try epochChoice) }

  func run() throws {
    let (kinds, numbers, epochs) = (try kinds, try imageNumbers, try epochChoice)
    let registry = try Registry.linked()
    let weights = try RunWeights.find(target, in: runs.path)
    let other = try against.map { try RunWeights.find($0, in: runs.path) }
    let lock = try WorkLock(weights.directory)
    defer { withExtendedLifetime(lock) {} }
    var pictures = try RunPictures(of: weights, registry: registry)
    for kind in kinds {
      switch kind {
      case .features:
        if let other {
          try pictures.drawDifferences(of: numbers, against: other, order: order)
        } else if let epochs {
          try pictures.drawFilms(of: numbers, epochs: epochs)
        } else {
          try pictures.drawFeatures(of: numbers, order: order)
        }
      case .exits: try pictures.drawActivations(of: numbers)
      case .partition: try pictures.drawPartition()
      case .conflict: try pictures.drawConflict(epochs: epochs)
      case .gallery: try pictures.drawGallery()
      }
    }
    for file in try pictures.write() { try StandardOutput.print(file) }
    let page = PicturesPage(of: weights.directory)
    try page.write()
    try StandardOutput.print(page.path)
  }

  private var kinds: [Kind] {
    get throws {
      try what.split(separator: ",").map { name in
        guard let kind = Kind(rawValue: String(name)) else {
          let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
          throw ValidationError("--what takes some of \(known), not '\(name)'")
        }
        return kind
      }
    }
  }

  private var imageNumbers: [Int] {
    get throws { try Self.numbers(images, option: "--images", of: "test images such as 0,3,17") }
  }

  private var epochChoice: Visualisation.EpochChoice? {
    get throws {
      try epochs.map { text -> Visualisation.EpochChoice in
        text == "all"
          ? .all : .these(try Self.numbers(text, option: "--epochs", of: "epochs such as 1,6,12, or all"))
      }
    }
  }

  private static func numbers(_ text: String, option: String, of what: String) throws -> [Int] {
    try text.split(separator: ",").map { part in
      guard let number = Int(part), number >= 0 else {
        throw ValidationError("\(option) takes numbers of \(what), not '\(text)'")
      }
      return number
    }
  }
}

extension ChannelOrder: ExpressibleByArgument {}
