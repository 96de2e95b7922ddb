import Charts
import Comparison

/// Heat maps of the exits' gradients, side by side, and how their conflict moved.
enum ConflictSection {
  static func section(_ groups: [ReportedGroup]) -> Section? {
    guard let maps = ConflictCharts.maps(groups) else { return nil }
    let panes = maps.panels.map { Figure($0, width: 340).pane }
    let courses = [ConflictCharts.rates(groups), ConflictCharts.cosines(groups)].compactMap { $0 }
    // A lone map has the first course beside it.
    let body: HTML =
      maps.panels.count == 1
      ? "<div class=\"thirds\">\(panes)\(courses.map { Figure($0, width: 340).pane })</div>"
      : "<div class=\"thirds\">\(panes)</div><div class=\"panes\">\(courses.map { Figure($0).pane })</div>"
    return Section(
      "conflict", "Conflict", heading: "Do the exits fight over the shared weights?", lead: "\(maps.caption)",
      body: body)
  }
}
