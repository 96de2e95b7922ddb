import Charts
import Comparison

/// Which classes an exit takes for which.
enum ConfusionCharts {
  /// More classes than that are told as a list of the worst confusions.
  static let mostClasses = 30

  /// The share of every true class that an exit gives each answer, over all runs of the group.
  static func map(of group: ReportedGroup, exit: Int, title: String) -> HeatMap? {
    guard let classes = group.runs.first?.data?.classes, classes.count <= mostClasses,
      let shares = shares(of: group, exit: exit, classes: classes.count)
    else { return nil }
    let scale = HeatMap.Scale.shares(limit: 1)
    return HeatMap(
      title: title, caption: "Share of each true class (rows) that gets each prediction (columns), %.", rows: classes,
      columns: classes, values: shares.map { $0.map { $0 } }, scale: scale, numbers: .percent, rowLabel: "true class",
      columnLabel: "prediction")
  }

  /// A pair of classes, and the share of the true one that gets the answer.
  struct Confusion {
    let trueClass: String
    let answer: String
    let share: Double
  }

  /// The worst confusions of an exit, the largest share first.
  static func worst(of group: ReportedGroup, exit: Int, count: Int) -> [Confusion] {
    guard let classes = group.runs.first?.data?.classes,
      let shares = shares(of: group, exit: exit, classes: classes.count)
    else { return [] }
    let pairs = shares.indices.flatMap { row in
      shares[row].indices.filter { $0 != row && shares[row][$0] > 0 }.map { (row, $0, shares[row][$0]) }
    }
    return pairs.sorted { ($1.2, $0.0, $0.1) < ($0.2, $1.0, $1.1) }.prefix(count).map {
      Confusion(trueClass: classes[$0.0], answer: classes[$0.1], share: $0.2)
    }
  }

  private static func shares(of group: ReportedGroup, exit: Int, classes: Int) -> [[Double]]? {
    let outcomes = group.runs.compactMap(\.outcomes)
    guard !outcomes.isEmpty else { return nil }
    var counts = [[Double]](repeating: [Double](repeating: 0, count: classes), count: classes)
    for outcome in outcomes where exit < outcome.exits {
      for (label, answer) in zip(outcome.labels, outcome.answers[exit]) where label < classes && answer < classes {
        counts[label][answer] += 1
      }
    }
    return counts.map { row in
      let total = max(row.reduce(0, +), 1)
      return row.map { $0 / total }
    }
  }
}
