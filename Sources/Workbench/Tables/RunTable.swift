import Reports
import RunFiles

/// The runs as `list` prints them: a line for each, in columns as wide as they need to be.
struct RunTable {
  let text: String

  private static let header = [
    "recipe", "strategy", "seed", "state", "epoch", "best %", "test %", "labels",
  ]
  private static let numbers = ["seed", "epoch", "best %"]

  init(_ runs: [RunsListing.Run]) {
    // The last column is there where a run has a label.
    let columns = runs.contains { $0.annotations?.labels.isEmpty != true } ? Self.header : Self.header.dropLast()
    let rows = runs.map { run in
      run.record.map {
        (Self.cells(of: $0) + [run.annotations?.labels.joined(separator: ", ") ?? "?"]).map(\.printable)
      }
    }
    let widths = columns.indices.map { column in
      ([columns] + rows.compactMap { try? $0.get() }).map { $0[column].count }.max() ?? 0
    }
    func line(_ id: String, _ cells: [String]) -> String {
      let cells = columns.indices.map { column in
        Self.numbers.contains(columns[column])
          ? cells[column].padded(left: widths[column]) : cells[column].padded(right: widths[column])
      }
      let line = ([id.padded(right: 4)] + cells).joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    let lines = zip(runs, rows).map { run, row in
      switch row {
      case .success(let cells): line(run.directory.shortID.printable, cells)
      case .failure(let error): "\(run.directory.shortID.printable.padded(right: 4))  run.json \(error.reason)"
      }
    }
    let legend = "best %: validation split, mean of the exits; test %: first and last exit"
    text = ([line("id", columns)] + lines + ["", legend]).joined(separator: "\n")
  }

  private static func cells(of record: RunRecord) -> [String] {
    let test = record.test.map { "\(FigureText.percent($0.first ?? 0)) … \(FigureText.percent($0.last ?? 0))" }
    return [
      record.name, record.strategy, "\(record.seed)", record.state.rawValue, "\(record.epoch)/\(record.epochs)",
      record.best.map(FigureText.percent) ?? "", test ?? "",
    ]
  }
}
