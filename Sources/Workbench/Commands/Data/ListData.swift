import ArgumentParser
import Downloads
import Reports

struct ListData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the published data sets, and which of them are on disk.",
    discussion: "Looks only at sizes; 'workbench data verify' reads the files and compares digests.")

  @OptionGroup var place: DataPlace
  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let local = try place.local([], registry: .linked(), readingAll: false)
    try StandardOutput.print(json ? DataReport(local).json() : DataTable(local).text, terminator: "")
  }
}

/// Data sets as `data list` prints them: a line for each.
struct DataTable {
  let text: String

  init(_ all: [LocalData]) {
    let rows = all.map { local in
      [local.data.name, Self.state(of: local), Self.size(of: local), Self.place(of: local)]
    }
    let header = ["data set", "state", "size", "where, or how to get it"]
    let table = TextTable([.left(), .left(gap: 2), .right(gap: 2), .left(gap: 2)], fitting: [header] + rows)
    let lines = rows.map { table.line($0) }
    text = ([Terminal.output.dim(table.line(header))] + lines).map { $0 + "\n" }.joined()
  }

  private static func state(of local: LocalData) -> String { local.state.rawValue }

  private static func size(of local: LocalData) -> String {
    let bytes = local.data.files.reduce(0) { $0 + $1.bytes }
    return bytes == 0 ? "" : FigureText.bytes(bytes)
  }

  private static func place(of local: LocalData) -> String {
    switch local.state {
    case .ready: local.root.printable
    case .damaged: "\(local.root.printable); workbench data verify \(local.data.name)"
    case .missing, .incomplete: "workbench data get \(local.data.name)"
    }
  }
}
