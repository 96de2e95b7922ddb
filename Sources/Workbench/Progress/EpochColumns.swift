import Foundation
import Reports
import Training

/// What a line of the table of epochs has room for: every exit, and of the rest what fits into 80 columns.
struct EpochColumns {
  /// What is told of an epoch besides its accuracies.
  enum Fact: CaseIterable {
    case rate, speed, waiting

    var name: String {
      switch self {
      case .rate: "rate"
      case .speed: "img/s"
      case .waiting: "data"
      }
    }

    var width: Int {
      switch self {
      case .rate: 9
      case .speed: 8
      case .waiting: 6
      }
    }

    func text(_ epoch: EpochReport) -> String {
      switch self {
      case .rate: FigureText.rate(epoch.learningRate)
      case .speed: String(format: "%.0f", epoch.imagesPerSecond)
      case .waiting: FigureText.roundPercent(epoch.waitingShare)
      }
    }
  }

  /// Columns of one exit.
  let exitWidth: Int
  /// In the order in which they stand.
  let facts: [Fact]
  /// Epoch, loss, exits, mean, the mark of the best, and the facts.
  let table: TextTable

  init(exits: Int) {
    exitWidth = exits > 8 ? 5 : exits > 5 ? 6 : 7
    // Epoch, loss and mean take 22.
    var room = 80 - 22 - exits * exitWidth
    var taken: Set<Fact> = []
    // Speed is what people miss first.
    for fact in [Fact.speed, .rate, .waiting] where fact.width <= room {
      room -= fact.width
      taken.insert(fact)
    }
    facts = Fact.allCases.filter(taken.contains)
    table = TextTable(
      [.right(6), .right(8)] + Array(repeating: .right(exitWidth), count: exits) + [.right(7), .left(1)]
        + facts.map { .right($0.width) })
  }
}
