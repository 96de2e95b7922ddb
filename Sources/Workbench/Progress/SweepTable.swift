import Foundation
import Reports
import RunFiles

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

  private let last: String
  private let numberWidth: Int
  private let variantWidth: Int
  private let seedWidth: Int
  private let variantHeader: String

  /// - Parameters:
  ///   - record: the sweep.
  ///   - width: columns of a line.
  ///   - last: the name of the last column.
  init(_ record: SweepRecord, width: Int = 80, last: String) {
    self.last = last
    numberWidth = max(2, "\(record.members.count)".count)
    seedWidth = max(4, record.members.map { "\($0.seed)".count }.max() ?? 0)
    let key = record.keys.count == 1 ? record.keys[0].split(separator: ".").last.map(String.init) : nil
    variantHeader = key ?? (record.keys.isEmpty ? "strategy" : "variant")
    let others = 1 + numberWidth + 2 + 4 + 2 + 2 + seedWidth + 2 + Self.stateWidth + 2 + 7 + 2 + 6 + 2 + 6
    let wanted = (record.members.map(\.variant.count) + [variantHeader.count]).max() ?? 0
    variantWidth = min(wanted, max(8, width - 1 - others))
  }

  var header: String {
    line(
      Row(
        number: "#", run: "run", variant: variantHeader, seed: "seed", state: "state", epoch: "epoch", best: "best %",
        last: last))
  }

  func line(_ row: Row) -> String {
    let variant = row.variant.count > variantWidth ? Self.shortened(row.variant, to: variantWidth) : row.variant
    let cells = [
      row.number.padded(left: numberWidth + 1), row.run.padded(right: 4), variant.padded(right: variantWidth),
      row.seed.padded(left: seedWidth), row.state.padded(right: Self.stateWidth), row.epoch.padded(left: 7),
      row.best.padded(left: 6), row.last.padded(left: 6),
    ]
    return String(cells.map(\.printable).joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
  }
}

extension SweepTable {
  /// Lines that say, under a member's, why it failed.
  static func reason(_ failure: String) -> [String] {
    let first = failure.split(separator: "\n").first.map(String.init) ?? ""
    return first.printable.wrapped(to: 74).map { "     \($0)" }
  }

  /// The beginning and the end, which has the value of the last key.
  private static func shortened(_ variant: String, to width: Int) -> String {
    let end = width / 3
    return "\(variant.prefix(width - 1 - end))…\(variant.suffix(end))"
  }
}

extension SweepTable.Row {
  /// A member as its record tells.
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
