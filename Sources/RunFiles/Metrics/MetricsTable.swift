import Files
import Foundation

/// The file `metrics.csv`: one row for each epoch that has ended, with what was measured of it; an empty cell was not measured.
///
/// A row is appended when its epoch ends. The table is made anew from `metrics.jsonl` where a run begins or is resumed, and
/// where an epoch measured something for the first time: a row that a killed process did not finish is gone with that.
package struct MetricsTable {
  private let directory: RunDirectory
  /// In the order in which they were measured first.
  private var columns: [String] = []
  private var known: Set<String> = []
  /// Of the epoch under way.
  private var row = Row()

  private struct Row {
    var step = 0
    var values: [String: Double] = [:]

    mutating func add(_ metric: Metric) {
      values[metric.column] = metric.value
      step = max(step, metric.step)
    }

    func line(_ epoch: Int, _ columns: [String]) -> String {
      let cells = columns.map { column in values[column].map { "\($0)" } ?? "" }
      return (["\(epoch)", "\(step)"] + cells).joined(separator: ",") + "\n"
    }
  }

  /// Makes the table of a run that has closed so many epochs.
  package init(_ directory: RunDirectory, epochs: Int) throws {
    self.directory = directory
    try write(epochs: epochs)
  }

  /// Takes in what was measured in the epoch under way; single steps have no part in the table.
  package mutating func add(_ metrics: [Metric]) {
    for metric in metrics where metric.split != .step { row.add(metric) }
  }

  /// Adds the row of the epoch under way, counted from 1.
  package mutating func endEpoch(_ epoch: Int) throws {
    guard known.isSuperset(of: row.values.keys) else { return try write(epochs: epoch) }
    let file = open(directory.table, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard file >= 0 else { return try write(epochs: epoch) }
    defer { close(file) }
    try DurableFile.writeAll(Data(row.line(epoch, columns).utf8), to: file, path: directory.table)
    guard fsync(file) == 0 else { throw FileError(path: directory.table, errno: errno) }
    row = Row()
  }

  /// Makes the table anew, and keeps what was measured of the epoch after the last one.
  private mutating func write(epochs: Int) throws {
    (columns, known, row) = ([], [], Row())
    var rows: [Int: Row] = [:]
    MetricsReader(directory).forEach(where: { !$0.isOfStep }) { metric in
      guard metric.epoch <= epochs else {
        if metric.epoch == epochs + 1 { row.add(metric) }
        return
      }
      if known.insert(metric.column).inserted { columns.append(metric.column) }
      rows[metric.epoch, default: Row()].add(metric)
    }
    var text = (["epoch", "step"] + columns).joined(separator: ",") + "\n"
    for (epoch, row) in rows.sorted(by: { $0.key < $1.key }) { text += row.line(epoch, columns) }
    try DurableFile.write(Data(text.utf8), to: directory.table)
  }
}
