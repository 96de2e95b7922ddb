import Comparison

/// Which classes exits take for which.
enum ConfusionSection {
  /// `exits` are counted from 0.
  static func section(_ groups: [ReportedGroup], exits: [Int]) -> Section? {
    let panes = exits.flatMap { exit in groups.compactMap { pane(of: $0, exit: exit, isAlone: groups.count == 1) } }
    guard !panes.isEmpty else { return nil }
    let classes = groups.first?.runs.first?.data?.classes.count ?? 0
    let grid: HTML = classes <= 12 ? "thirds" : "panes"
    let seeds = groups.contains { $0.runs.count > 1 } ? " All seeds of a group together." : ""
    return Section(
      "confusion", "Confusion", heading: "What does an exit take for what?",
      lead: "Share in % of each true class that gets an answer, test split.\(seeds)",
      body: "<div class=\"\(grid)\">\(panes)</div>")
  }

  private static func pane(of group: ReportedGroup, exit: Int, isAlone: Bool) -> HTML? {
    let title = isAlone ? "Exit \(exit + 1)" : "Exit \(exit + 1), \(group.label)"
    if var map = ConfusionCharts.map(of: group, exit: exit, title: title) {
      map.caption = ""
      return Figure(map, width: map.columns.count <= 12 ? 360 : 540).pane
    }
    let worst = ConfusionCharts.worst(of: group, exit: exit, count: 15)
    guard !worst.isEmpty else { return nil }
    let rows = worst.map { confusion -> HTML in
      """
      <tr><td class="words">\(confusion.trueClass)</td><td class="words">\(confusion.answer)</td>\
      <td>\(FigureText.percent(confusion.share))</td></tr>
      """
    }
    return """
      <div class="pane scroll"><h3>\(title): the worst confusions</h3><table><thead><tr><th class="words">true class</th>\
      <th class="words">answer</th><th>%</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }
}
