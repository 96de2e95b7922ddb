import Comparison

/// Which classes exits take for which.
enum ConfusionSection {
  /// Several groups show the first and the last exit; those between unfold.
  static func section(_ groups: [ReportedGroup]) -> Section? {
    let classes = groups.first?.runs.first?.data?.classes.count ?? 0
    let grid: HTML = classes <= 12 ? "thirds" : "panes"
    func panes(_ exits: some Sequence<Int>) -> HTML {
      let panes = exits.flatMap { exit in groups.compactMap { pane(of: $0, exit: exit, isAlone: groups.count == 1) } }
      return panes.isEmpty ? .nothing : "<div class=\"\(grid)\">\(panes)</div>"
    }
    let last = max((groups.map(\.exits).max() ?? 1) - 1, 0)
    let shown = groups.count == 1 ? Array(0...last) : last > 0 ? [0, last] : [0]
    let always = panes(shown)
    guard !always.source.isEmpty else { return nil }
    let between = panes((0...last).filter { !shown.contains($0) })
    let folded: HTML =
      between.source.isEmpty ? .nothing : "<details><summary>The exits between</summary>\(between)</details>"
    let seeds = groups.contains { $0.runs.count > 1 } ? " All seeds of a group together." : ""
    return Section(
      "confusion", "Confusion", heading: "Which classes does an exit confuse?",
      lead: "Share in % of each true class that gets a prediction, test split.\(seeds)",
      body: "\(always)\(folded)")
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
      <th class="words">prediction</th><th>%</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }
}
