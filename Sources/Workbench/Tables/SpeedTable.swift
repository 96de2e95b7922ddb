import Foundation
import Reports
import RunFiles

/// Measured speed as people read it, in at most 80 columns.
struct SpeedTable {
  /// For how many numbers of images at once a line has room.
  static let sizeLimit = 3

  private let speed: MeasuredSpeed

  init(_ speed: MeasuredSpeed) { self.speed = speed }

  var text: String { (heading + rows + agreement + disturbance).map { $0 + "\n" }.joined() }

  private var sizes: [String] { speed.batchSizes.map { "at \($0)" } }

  /// Of a column of throughputs; the title above them needs as much.
  private var throughputWidth: Int { max(7, 10 - 2 * (sizes.count - 1)) }

  private var heading: [String] {
    let place = speed.device == "cpu" ? FigureText.count(speed.threads, "thread") : speed.device
    let throughput = sizes.count == 1 ? "images/s" : "images a second"
    let titles = TextTable([.left(16), .right(14), .right(sizes.count * throughputWidth), .right(7 + 7 * sizes.count)])
    return [
      "measured on \(place): leaving early by \(speed.policy)", "",
      titles.line(["", "one image, ms", throughput, "times faster"]),
      table.line(["", "median", "p90"] + sizes + ["MACs"] + sizes),
    ]
  }

  private var rows: [String] {
    ([speed.whole] + speed.points).map { point in
      table.line(
        [point.name, Self.milliseconds(point.latency.median), Self.milliseconds(point.latency.p90)]
          + point.throughput.map(Self.rate) + ([point.simulatedSpeedUp] + point.measuredSpeedUp).map(Self.times))
    }
  }

  private var table: TextTable {
    let throughput = sizes.map { _ in TextTable.Column.right(throughputWidth) }
    return TextTable([.left(16), .right(7), .right(7)] + throughput + (0...sizes.count).map { _ in .right(7) })
  }

  /// What the comparison with the simulation found, over all points; nothing where it was not looked at.
  private var agreement: [String] {
    let all = ([speed.whole] + speed.points).compactMap(\.agreement)
    guard !all.isEmpty else { return [] }
    func sum(_ part: (Agreement) -> Int) -> Int { all.reduce(0) { $0 + part($1) } }
    let largest = all.map(\.largestDifference).max() ?? 0
    return [
      "",
      "\(sum(\.samples)) answers against the simulated ones: \(sum(\.sameExit)) at the same exit,",
      "logits no more than \(String(format: "%.0e", largest)) apart; \(sum(\.nearThreshold)) scores within "
        + "\(String(format: "%.0e", Agreement.tolerance)) of a threshold",
    ]
      + (sum(\.unexplained) > 0 ? ["\(sum(\.unexplained)) left elsewhere without such a score: a bug of ours"] : [])
  }

  /// That other runs took time from the measurement.
  private var disturbance: [String] {
    guard let beside = speed.runsBeside, beside > 0 else { return [] }
    let runs = beside == 1 ? "1 other run was" : "\(beside) other runs were"
    return [
      "", "\(runs) under way meanwhile, which lengthens times; to measure again:", "workbench eval RUN --latency",
    ]
  }

  private static func milliseconds(_ seconds: Double) -> String {
    String(format: seconds < 0.1 ? "%.2f" : "%.0f", 1000 * seconds)
  }

  private static func rate(_ rate: Double) -> String { String(format: rate < 100 ? "%.1f" : "%.0f", rate) }

  private static func times(_ ratio: Double) -> String { String(format: "%.2f", ratio) }
}
