import Charts
import Comparison

/// Heat maps of the exits' gradients, side by side, and their course.
enum ConflictSection {
  static func section(_ groups: [ReportedGroup]) -> Section? {
    guard let maps = ConflictCharts.maps(groups) else { return nil }
    let panes = maps.panels.map { Figure($0, width: 340).pane }
    let course: HTML = ConflictCharts.course(groups).map { Figure($0, width: 1080).pane } ?? .nothing
    return Section(
      "conflict", "Conflict", heading: "Do the exits fight over the shared weights?", lead: "\(maps.caption)",
      body: "<div class=\"thirds\">\(panes)</div>\(course)")
  }
}
