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
    let columns = runs.contains { $0.annotations?.labels.isEmpty != true } ? Self.header : Array(Self.header.dropLast())
    let rows = runs.map { run in
      run.record.map {
        (Self.cells(of: $0) + [run.annotations?.labels.joined(separator: ", ") ?? "?"]).map(\.printable)
      }
    }
    let table = TextTable(
      [.left(4)] + columns.map { Self.numbers.contains($0) ? .right(gap: 2) : .left(gap: 2) },
      fitting: [["id"] + columns] + rows.compactMap { try? [""] + $0.get() })
    let lines = zip(runs, rows).map { run, row in
      switch row {
      case .success(let cells): table.line([run.directory.shortID.printable] + cells)
      case .failure(let error): "\(run.directory.shortID.printable.padded(right: 4))  run.json \(error.reason)"
      }
    }
    let legend = "best %: validation split, mean of the exits; test %: first and last exit"
    text = ([table.line(["id"] + columns)] + lines + ["", legend]).joined(separator: "\n")
  }

  private static func cells(of record: RunRecord) -> [String] {
    let test = record.test.map { "\(FigureText.percent($0.first ?? 0)) … \(FigureText.percent($0.last ?? 0))" }
    return [
      record.name, record.strategy, "\(record.seed)", record.state.rawValue, "\(record.epoch)/\(record.epochs)",
      record.best.map(FigureText.percent) ?? "", test ?? "",
    ]
  }
}
