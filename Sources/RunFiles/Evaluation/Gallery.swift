import Files
import Foundation

/// Test images that show how exits differ: `eval/gallery/`, with `index.json`.
package struct Gallery: Sendable, Codable, Equatable {
  /// Why an image is shown.
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// Right and sure at the first exit: the surest.
    case easy
    /// Least sure at the last exit.
    case hard
    /// Right at an earlier exit and wrong at the last: those of which the last exit is surest.
    case overthought
    /// Wrong at the first exit and right at the last: those of which the first exit is surest.
    case rescued

    /// Why, as a heading says it.
    package var criterion: String {
      switch self {
      case .easy: "right at exit 1, the surest"
      case .hard: "least sure at the last exit"
      case .overthought: "right earlier, wrong at the last exit"
      case .rescued: "wrong at exit 1, right at the last"
      }
    }
  }

  /// An image, with the prediction of every exit.
  package struct Picture: Sendable, Codable, Equatable {
    /// In the folder of the gallery.
    package let file: String
    /// The number in the test split.
    package let sample: Int
    package let trueClass: String
    package let answers: [String]
    package let confidences: [Float]
  }

  package struct Wall: Sendable, Codable, Equatable {
    package let kind: Kind
    /// How many images of the split are of the kind; all for ``Kind/hard``, which is an order.
    package let count: Int
    package let pictures: [Picture]
  }

  package let samples: Int
  package let walls: [Wall]

  private static let most = 12
  /// Of one class, so that a wall is not all of one kind.
  package static let mostOfClass = 2
  package static let folderName = "gallery"

  package init(_ outcomes: SampleOutcomes, classNames: [String]) {
    samples = outcomes.samples
    walls = Kind.allCases.map { kind in
      let order = Self.order(of: kind, outcomes)
      return Wall(
        kind: kind, count: order.count,
        pictures: Self.chosen(from: order, outcomes).map { sample in
          Picture(
            file: String(format: "test%05d.png", sample), sample: sample,
            trueClass: classNames[outcomes.labels[sample]],
            answers: outcomes.answers.map { classNames[$0[sample]] },
            confidences: outcomes.confidences.map { $0[sample] })
        })
    }
  }

  /// The first of an order, at most ``mostOfClass`` of each class.
  private static func chosen(from order: [Int], _ outcomes: SampleOutcomes) -> [Int] {
    var counts: [Int: Int] = [:]
    var chosen: [Int] = []
    for sample in order where chosen.count < most && counts[outcomes.labels[sample], default: 0] < mostOfClass {
      counts[outcomes.labels[sample], default: 0] += 1
      chosen.append(sample)
    }
    return chosen
  }

  /// The numbers of the samples of a kind, the most telling first.
  static func order(of kind: Kind, _ outcomes: SampleOutcomes) -> [Int] {
    let last = outcomes.exits - 1
    func isRight(_ exit: Int, _ sample: Int) -> Bool { outcomes.answers[exit][sample] == outcomes.labels[sample] }
    func surest(at exit: Int, _ samples: [Int]) -> [Int] {
      samples.sorted { (-outcomes.confidences[exit][$0], $0) < (-outcomes.confidences[exit][$1], $1) }
    }
    let all = Array(0..<outcomes.samples)
    switch kind {
    case .easy: return surest(at: 0, all.filter { isRight(0, $0) })
    case .hard: return surest(at: last, all).reversed()
    case .overthought:
      return surest(
        at: last, all.filter { sample in !isRight(last, sample) && (0..<last).contains { isRight($0, sample) } })
    case .rescued: return surest(at: 0, all.filter { !isRight(0, $0) && isRight(last, $0) })
    }
  }

  /// Reads what a run's last evaluation wrote.
  ///
  /// - Throws: ``FileError`` when there is none.
  package init(in directory: RunDirectory) throws(FileError) {
    self = try JSONFile.read(Gallery.self, from: Self.folder(of: directory) + "/index.json")
  }

  /// The folder that the files of a run's gallery lie in.
  package static func folder(of directory: RunDirectory) -> String { "\(directory.evaluations)/\(folderName)" }
}
