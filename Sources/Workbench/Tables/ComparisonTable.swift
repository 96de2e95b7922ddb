import Comparison
import Reports
import Settings

/// A comparison as people read it, in at most 80 columns.
struct ComparisonTable {
  private let comparison: StrategyComparison
  private let style: TextStyle

  init(_ comparison: StrategyComparison, style: TextStyle) { (self.comparison, self.style) = (comparison, style) }

  var text: String {
    let blocks = [opening] + accuracyBlocks + [earlyBlock, priceBlock, remarks].filter { !$0.isEmpty }
    return blocks.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  private static let width = 80
  private static let columnsInBlock = 5
  private static let columnWidth = 12
  private static let accuracies = TextTable(
    [.left(13, omitting: .end), .right(columnWidth, gap: 2)]
      + Array(repeating: .right(columnWidth, gap: 1), count: columnsInBlock - 1))
  private static let prices = TextTable(
    [.left(13, omitting: .end), .right(8, gap: 2)] + [7, 10, 7, 9, 7, 10].map { .right($0, gap: 1) })

  private var opening: [String] {
    let groups = comparison.groups
    let seeds = Set(groups.map(\.runs.count))
    let many = groups.count == 1 ? "1 group" : "\(groups.count) groups"
    let each = seeds.count == 1 ? " of \(FigureText.seeds(groups[0]))" : ""
    let spread = groups.contains { $0.runs.count > 1 } ? ", mean ± standard deviation over seeds" : ""
    return ["\(many)\(each) · test top-1 %\(spread)"]
  }

  // MARK: - Accuracy

  /// The exits, the mean and the ensemble, in as few blocks as there must be, about equally wide.
  private var accuracyBlocks: [[String]] {
    let columns = AccuracyColumn.all(of: comparison)
    let blocks = (columns.count + Self.columnsInBlock - 1) / Self.columnsInBlock
    let size = (columns.count + blocks - 1) / blocks
    return stride(from: 0, to: columns.count, by: size).map { start in
      accuracyBlock(Array(columns[start..<min(start + size, columns.count)]))
    }
  }

  private func accuracyBlock(_ columns: [AccuracyColumn]) -> [String] {
    var lines = [row("", columns.map(\.name))]
    let costs = columns.map { $0.cost.map { FigureText.large(Double($0)) } ?? "" }
    if costs.contains(where: { !$0.isEmpty }) { lines.append(style.dim(row("MACs", costs))) }
    let baseline = comparison.groups[0]
    for group in comparison.groups {
      lines.append(heading(group))
      let measures = columns.map { $0.measure(group) }
      let best = measures.map { $0?.isBest ?? false }
      lines.append(
        row("  top-1", measures.map { $0.map(FigureText.value) ?? "–" }) { column, cell in
          column > 0 && best[column - 1] ? style.bold(cell) : cell
        })
      guard !group.isBaseline else { continue }
      let bases = columns.map { $0.measure(baseline) }
      lines.append(
        row(
          "  difference",
          zip(measures, bases).map { measure, base in
            guard let measure, let base else { return "–" }
            return FigureText.points(FigureText.difference(measure, to: base)) + FigureText.mark(measure)
          }))
      let intervals = measures.map { $0.flatMap { FigureText.interval($0) } }
      guard intervals.contains(where: { $0 != nil }) else { continue }
      let ofImages = measures.contains { $0?.difference == nil && $0?.images?.difference != nil }
      lines.append(
        style.dim(
          row(ofImages ? "  95 % images" : "  95 %", intervals.map { $0.map { compact($0) } ?? "–" })))
    }
    return lines
  }

  /// An interval in points, narrow enough for a column: `+14.5…+20.5`, or `−126…+124` where that is too wide.
  private func compact(_ interval: (low: Double, high: Double)) -> String {
    let text = "\(FigureText.points(interval.low))…\(FigureText.points(interval.high))"
    guard text.terminalWidth > Self.columnWidth else { return text }
    func whole(_ difference: Double) -> String {
      (difference < 0 ? "−" : "+") + FigureText.wholePercent(abs(difference))
    }
    return "\(whole(interval.low))…\(whole(interval.high))"
  }

  private func heading(_ group: ComparedGroup) -> String {
    let facts = " · \(FigureText.seeds(group))" + (group.isBaseline && comparison.groups.count > 1 ? " · baseline" : "")
    return style.bold(group.label.cut(to: Self.width - facts.terminalWidth)) + facts
  }

  // MARK: - Leaving early

  private var earlyBlock: [String] {
    let budgets = comparison.groups[0].budgets.map(\.budget)
    guard !budgets.isEmpty else { return [] }
    // As many budgets as fit beside the cost of the target.
    let shown = budgets.prefix(comparison.target == nil ? 5 : 3)
    var header = shown.map { FigureText.large($0) }
    if let target = comparison.target { header += ["for \(FigureText.chosen(target)) %", "cheaper"] }
    let rows = comparison.groups.map { group -> String in
      var cells = group.budgets.prefix(shown.count).map { $0.accuracy.map(FigureText.value) ?? "–" }
      if comparison.target != nil { cells += [cost(group), FigureText.times(group.reach?.timesCheaper)] }
      return row(group.label, cells)
    }
    return ["leaving early: top-1 % at a mean cost in MACs, and the cost of an accuracy", row("", header)] + rows
  }

  /// The mean cost of the target, with how many runs reach it where not all do.
  private func cost(_ group: ComparedGroup) -> String {
    guard let reach = group.reach, let cost = reach.cost else { return "never" }
    return FigureText.large(cost.mean)
      + (reach.reached < group.runs.count ? " (\(reach.reached)/\(group.runs.count))" : "")
  }

  // MARK: - Price

  private var priceBlock: [String] {
    let rows = comparison.groups.map { group in
      let training = group.training
      func ratio(_ times: Double?) -> String { group.isBaseline ? "" : FigureText.times(times) }
      return Self.prices.line(
        [
          group.label, training.seconds.map { FigureText.duration($0.mean) } ?? "–", ratio(training.timesTheSeconds),
          training.processorSeconds.map { FigureText.duration($0.mean) } ?? "–",
          ratio(training.timesTheProcessorSeconds),
          training.memory.map { FigureText.large($0.mean) + "B" } ?? "–", ratio(training.timesTheMemory),
          conflict(group),
        ])
    }
    return ["training, and the pairs of exits whose gradients conflict at its end"]
      + [Self.prices.line(["", "time", "ratio", "processor", "ratio", "memory", "ratio", "conflict"])] + rows
  }

  private func conflict(_ group: ComparedGroup) -> String {
    group.conflict.map { FigureText.percent($0.rate) + " %" } ?? "–"
  }

  // MARK: - Remarks

  private var remarks: [String] {
    let marks = comparison.tests > 0 ? [FigureText.marks(comparison)] : []
    let differing = comparison.checks.filter { !$0.isSame }
    let same = comparison.checks.filter(\.isSame).map(\.subject.rawValue)
    let warnings = differing.map(\.text) + comparison.twins.map(\.text)
    return wrapped(marks, mark: "")
      + wrapped(same.isEmpty ? [] : ["the same: \(same.joined(separator: ", "))"], mark: "✓ ")
      + wrapped(warnings, mark: "! ") + wrapped(comparison.notes, mark: "· ")
  }

  private func wrapped(_ sentences: [String], mark: String) -> [String] {
    sentences.flatMap { sentence in
      sentence.printable.wrapped(to: Self.width - mark.count).enumerated().map {
        ($0 == 0 ? mark : String(repeating: " ", count: mark.count)) + $1
      }
    }
  }

  private func row(
    _ name: String, _ cells: [String], style: (_ column: Int, _ cell: String) -> String = { $1 }
  ) -> String {
    Self.accuracies.line([name] + cells, style: style)
  }
}
