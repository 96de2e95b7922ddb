import Charts
import Comparison

/// Runs that differ only in their seed, as pages show them: with a name and a look.
struct ReportedGroup: Sendable {
  let label: String
  let style: SeriesStyle
  /// By rising seed; at least one.
  let runs: [ComparedRun]

  /// The groups of a comparison, each with the colour of its strategy.
  static func groups(of comparison: StrategyComparison) -> [ReportedGroup] {
    let styles = SeriesStyle.styles(of: comparison.sources.map(\.strategy))
    return zip(comparison.sources, styles).map { ReportedGroup(label: $0.label, style: $1, runs: $0.runs) }
  }

  /// A single run, which may be under way.
  init(of run: ComparedRun) {
    let strategy = run.record.strategy.split(separator: "+").joined(separator: " + ")
    (label, style, runs) = (strategy, SeriesStyle(of: strategy), [run])
  }

  private init(label: String, style: SeriesStyle, runs: [ComparedRun]) {
    (self.label, self.style, self.runs) = (label, style, runs)
  }

  /// The number of exits, as far as the runs tell.
  var exits: Int {
    if let evaluation = runs.compactMap(\.evaluation).first { return evaluation.test.top1.count }
    return (1...1000).first { runs[0].history.curve(.train, .loss, exit: $0).isEmpty }.map { $0 - 1 } ?? 0
  }

  /// The name with a piece of its line before it.
  var key: HTML {
    let sample = SVGPicture(of: SeriesSample(style), width: SeriesSample.size.width, in: .page)
    return "<span class=\"key\">\(HTML(trusted: sample.text))</span>\(label)"
  }

  /// All names, for several charts that have none.
  static func legend(_ groups: [ReportedGroup]) -> HTML {
    let names = groups.map { group -> HTML in "<li>\(group.key)</li>" }
    return groups.count > 1 ? "<ul class=\"legend\">\(names)</ul>" : .nothing
  }
}
