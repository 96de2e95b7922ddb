import Charts
import RunFiles

/// How far the confidence of a run's exits can be trusted.
enum ReliabilitySection {
  static func section(_ group: ReportedGroup, _ charts: PageCharts) -> Section? {
    guard let run = group.runs.first, let diagrams = charts.reliability else { return nil }
    let panels = diagrams.panels.map { Figure($0, width: 270).html }
    let fitted = run.evaluation?.early.map { " Temperatures are fitted on the \($0.fittedOn) split." } ?? ""
    return Section(
      "reliability", "Reliability", heading: "Are the exits calibrated?",
      body: """
        <div class="pane"><ul class="legend">\(diagrams.legend.entries.map(key))</ul>\
        <div class="multiples">\(panels)</div><p class="note">\(diagrams.caption)\(fitted)</p></div>
        """)
  }

  private static func key(_ entry: (name: String, style: SeriesStyle)) -> HTML {
    let sample = SVGPicture(of: SeriesSample(entry.style), width: SeriesSample.size.width, in: .page)
    return "<li><span class=\"key\">\(HTML(trusted: sample.text))</span>\(entry.name)</li>"
  }
}
