import Runs

/// The runs as `list` prints them: a line for each, in columns as wide as they need to be.
struct RunTable {
  let text: String

  private static let header = ["recipe", "strategy", "seed", "state", "epoch", "best %", "test %, first and last exit"]
  private static let numbers = ["seed", "epoch", "best %"]

  init(_ directories: [RunDirectory]) {
    let rows = directories.map { directory in
      Result { () throws(FileError) in Self.cells(of: try directory.readRecord()) }
    }
    let widths = Self.header.indices.map { column in
      ([Self.header] + rows.compactMap { try? $0.get() }).map { $0[column].count }.max() ?? 0
    }
    func line(_ id: String, _ cells: [String]) -> String {
      let columns = cells.indices.map { column in
        Self.numbers.contains(Self.header[column])
          ? cells[column].padded(left: widths[column]) : cells[column].padded(right: widths[column])
      }
      let line = ([id.padded(right: 4)] + columns).joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    let lines = zip(directories, rows).map { directory, row in
      switch row {
      case .success(let cells): line(directory.shortID, cells)
      case .failure(let error): "\(directory.shortID)  run.json \(error.reason)"
      }
    }
    text = ([line("id", Self.header)] + lines).joined(separator: "\n")
  }

  private static func cells(of record: RunRecord) -> [String] {
    let test = record.test.map { "\(Figures.percent($0.first ?? 0)) … \(Figures.percent($0.last ?? 0))" }
    return [
      record.name, record.strategy, "\(record.seed)", record.state.rawValue, "\(record.epoch)/\(record.epochs)",
      record.best.map(Figures.percent) ?? "", test ?? "",
    ]
  }
}
