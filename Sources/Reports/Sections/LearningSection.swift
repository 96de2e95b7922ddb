import Charts

/// Learning curves of every exit.
enum LearningSection {
  static func section(_ groups: [ReportedGroup], _ charts: PageCharts) -> Section? {
    guard let curves = charts.learning else { return nil }
    let losses: HTML =
      charts.losses.map { losses in
        "<details><summary>Training losses</summary>\(pane(losses, groups))</details>"
      } ?? .nothing
    return Section(
      "learning", "Learning", heading: "How does every exit learn?", lead: "All panels have the same axes.",
      body: "\(pane(curves, groups))\(losses)")
  }

  /// Each panel is a picture of its own, so that a phone shows them one below the other.
  private static func pane(_ charts: SmallMultiples, _ groups: [ReportedGroup]) -> HTML {
    let panels = charts.panels.map { Figure($0, width: 270).html }
    return """
      <div class="pane">\(ReportedGroup.legend(groups))<div class="multiples">\(panels)</div>
      <p class="note">\(charts.caption)</p></div>
      """
  }
}
