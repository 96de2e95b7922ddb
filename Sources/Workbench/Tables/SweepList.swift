import RunFiles

/// The sweeps as `list` prints them: a line for each.
struct SweepList {
  let text: String

  init(_ listing: RunsListing) {
    let states = Dictionary(
      listing.runs.map { ($0.directory.id, (try? $0.record.get())?.state.rawValue ?? "damaged") }
    ) { first, _ in first }
    let records = listing.sweeps.compactMap { try? $0.record.get() }
    let table = TextTable(
      [.left(4), .left(gap: 2), .left(gap: 2)], fitting: [["id", "sweep"]] + records.map { ["", $0.name.printable] })
    let lines = listing.sweeps.map { sweep in
      let id = sweep.directory.shortID.printable
      switch sweep.record {
      case .success(let record):
        let keys = record.keys + (Set(record.members.map(\.seed)).count > 1 ? ["seed"] : [])
        let varied = keys.joined(separator: " × ").printable
        return table.line([id, record.name.printable, "\(Self.summary(record, states)) · \(varied)"])
      case .failure(let error): return "\(id.padded(right: 4))  sweep.json \(error.reason)"
      }
    }
    text = ([table.line(["id", "sweep"])] + lines).joined(separator: "\n")
  }

  /// How many members stand how, in the order of a run's life.
  private static func summary(_ record: SweepRecord, _ states: [String: String]) -> String {
    let counts = Dictionary(grouping: record.members) { states[$0.run] ?? "removed" }.mapValues(\.count)
    let order = RunState.allCases.map(\.rawValue) + ["damaged", "removed"]
    return order.compactMap { state in counts[state].map { "\($0) \(state)" } }.joined(separator: ", ")
  }
}
