import Foundation
import Pictures
import Recipes
import Training
import WorkbenchCore

/// Assembles the training batches of a recipe, or decodes the pictures of a folder, without training on them.
package final class ReadingTiming {
  /// What a pass is.
  private enum Work {
    case batch(BatchAssembler, BatchOrder)
    case pictures([URL])
  }

  /// The number of images of a pass.
  package let images: Int
  /// The most threads that read.
  package let threads: Int
  private let work: Work
  private var taken = 0

  /// Passes that assemble one training batch each, with the recipe's transforms.
  package init(_ recipe: Recipe, registry: Registry) throws {
    let experiment = try Experiment(recipe, registry: registry)
    let order = experiment.order(of: BatchSeries(epoch: 0))
    let assembler = experiment.trainingAssembler
    (images, threads) = (min(recipe.train.batchSize, order.indices.count), assembler.readers)
    work = .batch(assembler, order)
  }

  /// Passes that decode all PNG and JPEG files of a folder one after the other, on one thread.
  ///
  /// - Throws: ``ModelError`` when there is none.
  package init(decoding folder: String) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let files = names.sorted().map { URL(filePath: folder).appending(path: $0) }
      .filter { Image.fileExtensions.contains($0.pathExtension.lowercased()) }
    guard !files.isEmpty else { throw ModelError("\(folder) is no folder with PNG or JPEG files") }
    (images, threads) = (files.count, 1)
    work = .pictures(files)
  }

  /// Takes passes and returns the seconds of each: wall time, and processor time of all threads.
  package func run(_ count: Int) throws -> (wall: [Double], processor: [Double]) {
    let clock = ContinuousClock()
    var (wall, processor): ([Double], [Double]) = ([], [])
    for _ in 0..<count {
      let (begun, used) = (clock.now, ProcessorTime.seconds)
      try pass()
      wall.append((clock.now - begun).seconds)
      processor.append(ProcessorTime.seconds - used)
    }
    return (wall, processor)
  }

  private func pass() throws {
    switch work {
    case .batch(let assembler, let order):
      // Full batches only, one epoch after the other.
      let full = max(1, order.indices.count / images)
      _ = try assembler.batch(order[taken % full], in: BatchSeries(epoch: taken / full))
    case .pictures(let files):
      for file in files { _ = try Image(decoding: Data(contentsOf: file)) }
    }
    taken += 1
  }
}
