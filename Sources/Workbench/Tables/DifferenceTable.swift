import Comparison
import Reports
import Settings

/// A difference of two runs or recipes as people read it, in 80 columns where values allow it.
struct DifferenceTable {
  private let difference: Difference

  init(_ difference: Difference) { self.difference = difference }

  var text: String {
    let blocks = [opening, values, provenance, results].filter { !$0.isEmpty }
    return blocks.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  private static let width = 80

  private var opening: [String] {
    [("A", difference.first), ("B", difference.second)].flatMap { mark, side in
      let labels = side.labels.isEmpty ? "" : " [\(side.labels.joined(separator: ", "))]"
      return ["\(mark)  \(side.name)\(side.state.map { ", \($0.rawValue)" } ?? "")\(labels)".printable]
        + side.notes.map { "   note: \($0.text.printable)" } + side.damage.map { "   damaged: \($0.printable)" }
    }
  }

  private var values: [String] {
    block("recipe", difference.values, same: difference.sameValues, unit: "value")
  }

  private var provenance: [String] {
    guard difference.sameProvenance + difference.provenance.count > 0 else { return [] }
    let lines = block(
      "code, environment and data", difference.provenance, same: difference.sameProvenance, unit: "value")
    guard let commit = difference.provenance.first(where: { $0.key == "commit" }),
      let commits = [commit.first, commit.second].map({ $0?.prefix { $0 != " " } }) as? [Substring],
      commits[0] != commits[1]
    else { return lines }
    return lines + ["", "what changed in the code: git diff \(commits[0].prefix(12)) \(commits[1].prefix(12))"]
  }

  private func block(_ title: String, _ pairs: [Difference.Pair], same: Int, unit: String) -> [String] {
    let all = same + pairs.count
    guard !pairs.isEmpty else { return all == 0 ? [] : ["\(title): the same, \(FigureText.count(all, unit))"] }
    let keyWidth = min(pairs.map(\.key.terminalWidth).max() ?? 0, 32)
    let room = (Self.width - keyWidth - 4) / 2
    let table = TextTable([.left(keyWidth), .left(room, gap: 2), .left(gap: 2)])
    let rows = pairs.flatMap { pair -> [String] in
      let (key, first, second) = (pair.key.printable, (pair.first ?? "–").printable, (pair.second ?? "–").printable)
      guard key.terminalWidth <= keyWidth, max(first.terminalWidth, second.terminalWidth) <= room else {
        return [key, "  A  \(first)", "  B  \(second)"]
      }
      return [table.line([key, first, second])]
    }
    return ["\(title): \(pairs.count) of \(FigureText.count(all, unit)) differ", "", table.line(["", "A", "B"])] + rows
  }

  // MARK: - Results

  private var results: [String] {
    let results = difference.results
    guard !results.isEmpty else { return [] }
    let rows = results.map { result in
      Self.figures.line(
        [
          result.unit == .share ? "\(result.name) %" : result.name, text(result.first, result.unit),
          text(result.second, result.unit), change(result),
          result.images.map { "\(FigureText.points($0.low))…\(FigureText.points($0.high))" } ?? "",
          result.mcNemar.map { String(format: "%.2g", $0.probability) } ?? "",
        ])
    }
    let hasImages = results.contains { $0.images != nil }
    let header = Self.figures.line(["", "A", "B", "B − A"] + (hasImages ? ["95 % images", "McNemar p"] : []))
    let remark =
      hasImages
      ? ["", "intervals and tests are over the test images: they say nothing of other seeds"] : []
    return ["results", "", header] + rows + remark
  }

  private static let figures = TextTable([.left(23)] + [10, 10, 10, 15, 12].map { .right($0) })

  private func text(_ value: Double?, _ unit: Difference.Result.Unit) -> String {
    guard let value else { return "–" }
    return switch unit {
    case .share: FigureText.percent(value)
    case .seconds: FigureText.duration(value)
    case .bytes: FigureText.large(value) + "B"
    case .count: String(format: "%.0f", value)
    }
  }

  /// Points for accuracies, a ratio for what is measured in amounts.
  private func change(_ result: Difference.Result) -> String {
    guard let first = result.first, let second = result.second else { return "" }
    switch result.unit {
    case .share: return FigureText.points(second - first)
    case .seconds, .bytes: return first > 0 ? FigureText.times(second / first) : ""
    case .count: return first == second ? "" : (second > first ? "+" : "−") + text(abs(second - first), .count)
    }
  }
}
