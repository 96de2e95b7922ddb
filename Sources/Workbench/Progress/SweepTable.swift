import Foundation
import Reports
import RunFiles
import Settings

/// The members of a sweep as a table whose lines are made one by one, in 80 columns where the variants' names allow it.
struct SweepTable {
  /// One line.
  struct Row {
    var number: String
    var run: String
    var variant: String
    var seed: String
    var state: String
    var epoch: String
    var best: String
    var last: String
  }

  /// Columns of the state, which is a bar for a member that is running.
  static let stateWidth = 14

  private let table: TextTable
  private let last: String
  private let variantHeader: String

  /// - Parameters:
  ///   - record: the sweep.
  ///   - width: columns of a line.
  ///   - last: the name of the last column.
  init(_ record: SweepRecord, width: Int = 80, last: String) {
    self.last = last
    let numberWidth = max(2, "\(record.members.count)".count)
    let seedWidth = max(4, record.members.map { "\($0.seed)".count }.max() ?? 0)
    let key = record.keys.count == 1 ? record.keys[0].split(separator: ".").last.map(String.init) : nil
    variantHeader = key ?? (record.keys.isEmpty ? "strategy" : "variant")
    let others = 1 + numberWidth + 2 + 4 + 2 + 2 + seedWidth + 2 + Self.stateWidth + 2 + 7 + 2 + 6 + 2 + 6
    let wanted = (record.members.map(\.variant) + [variantHeader]).map(\.terminalWidth).max() ?? 0
    // The beginning and the end stay, which has the value of the last key.
    let variant = TextTable.Column.left(min(wanted, max(8, width - 1 - others)), gap: 2, omitting: .middle)
    table = TextTable([
      .right(numberWidth + 1), .left(4, gap: 2), variant, .right(seedWidth, gap: 2), .left(Self.stateWidth, gap: 2),
      .right(7, gap: 2), .right(6, gap: 2), .right(6, gap: 2),
    ])
  }

  var header: String {
    line(
      Row(
        number: "#", run: "run", variant: variantHeader, seed: "seed", state: "state", epoch: "epoch", best: "best %",
        last: last))
  }

  func line(_ row: Row) -> String {
    table.line(
      [row.number, row.run, row.variant, row.seed, row.state, row.epoch, row.best, row.last].map(\.printable))
  }
}

extension SweepTable {
  /// Lines that say, under a member's, why it failed.
  static func reason(_ failure: String) -> [String] {
    let first = failure.split(separator: "\n").first.map(String.init) ?? ""
    return first.printable.wrapped(to: 74).map { "     \($0)" }
  }
}

extension SweepTable.Row {
  /// The row of a member, from its record.
  init(_ member: SweepRecord.Member, _ directory: RunDirectory) {
    self.init(
      number: "\(member.number)", run: directory.shortID, variant: member.variant, seed: "\(member.seed)", state: "",
      epoch: "", best: "", last: "")
    guard directory.exists, let record = try? directory.readRecord() else {
      state = directory.exists ? "damaged" : "removed"
      return
    }
    state = record.state.rawValue
    epoch = "\(record.epoch)/\(record.epochs)"
    best = record.best.map(FigureText.percent) ?? ""
    let test = record.test ?? []
    last = test.isEmpty ? "" : FigureText.percent(test.reduce(0, +) / Double(test.count))
  }
}
