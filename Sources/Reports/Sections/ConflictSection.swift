import Charts
import Comparison
import Foundation
import RunFiles

/// Heat maps of the exits' gradients, side by side, how their conflict moved, and how rules that select among them solved for it.
enum ConflictSection {
  static func section(_ groups: [ReportedGroup], _ charts: PageCharts) -> Section? {
    let maps = charts.conflict
    let solvers = solvers(groups)
    guard maps != nil || solvers != nil else { return nil }
    return Section(
      "conflict", "Conflict", heading: "Do the gradients of the exits conflict?",
      lead: maps.map { "\($0.caption)" } ?? .nothing,
      body: "\(maps.map { panes($0, charts) } ?? .nothing)\(solvers ?? .nothing)")
  }

  private static func panes(_ maps: SmallMultiples, _ charts: PageCharts) -> HTML {
    let panes = maps.panels.map { Figure($0, width: 340).pane }
    let courses = [charts.conflictRates, charts.conflictCosines].compactMap { $0 }
    // A lone map has the first course beside it.
    return maps.panels.count == 1
      ? "<div class=\"thirds\">\(panes)\(courses.map { Figure($0, width: 340).pane })</div>"
      : "<div class=\"thirds\">\(panes)</div><div class=\"panes\">\(courses.map { Figure($0).pane })</div>"
  }

  /// How the solvers ended, a row for every group that has one.
  private static func solvers(_ groups: [ReportedGroup]) -> HTML? {
    let rows = groups.compactMap { group -> HTML? in
      let outcomes = group.runs.map(\.history.solver)
      let all = outcomes.dropFirst().reduce(outcomes[0], +)
      guard all.choices > 0 else { return nil }
      let share = FigureText.percent(Double(all.converged) / Double(all.choices))
      let residual = all.worstResidual > 0 ? String(format: "%.0e", all.worstResidual) : "closed form"
      let failures = all.byFrequency.map { "\($0.count) × \($0.failure.outcome): \($0.failure.reason)" }
      return """
        <tr><th scope="row">\(group.key)</th><td>\(all.choices)</td><td>\(share) %</td><td>\(residual)</td>\
        <td class="words">\(failures.isEmpty ? "–" : failures.joined(separator: ", "))</td></tr>

        """
    }
    guard !rows.isEmpty else { return nil }
    return """
      <div class="pane scroll"><table><thead><tr><th class="name">solver</th><th>choices</th><th>converged</th>\
      <th>largest residual</th><th class="words">what came instead, and why</th></tr></thead>
      <tbody>\(rows)</tbody></table></div>
      """
  }
}
